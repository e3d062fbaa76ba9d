// What the manifests say is what the program understands: names of settings, ports, probes, images,
// and time enough to drain. They are read, not run.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { proxiesOf } from '#gateway';
import { describeConfig, readConfig } from '#runtime';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { drainTimeoutMs } from '../../cluster/workers.ts';
import { healthRoutes } from '../../src/gateway/ingress/routes/health.ts';

const root = join(import.meta.dirname, '../..');
const text = (path: string) => readFileSync(join(root, path), 'utf8');
const settings = new Set(describeConfig().map(({ name }) => name));
const port = Number(describeConfig().find(({ name }) => name === 'PORT')?.default);
const version = JSON.parse(text('package.json')).version as string;
const probes: readonly string[] = healthRoutes.map(({ path }) => path);

const dockerfile = text('deploy/docker/Dockerfile').replaceAll('\\\n', ' ');
const compose = parse(text('deploy/compose/compose.yaml'));
const manifests = parseAllDocuments(text('deploy/kubernetes/aldis.yaml')).map((document) => {
  expect(document.errors).toEqual([]);
  return document.toJS();
});
const kind = (name: string) => manifests.find((one) => one.kind === name);
const scalers = parseAllDocuments(text('deploy/kubernetes/autoscaler.yaml')).map((one) =>
  one.toJS(),
);
const scaler = (name: string) => scalers.find((one) => one.kind === name);
/** `pip install kubernetes-validate`, which has the schemas of all versions with it. */
const validator = process.env['ALDIS_TEST_KUBERNETES_VALIDATE'];
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
const pod = kind('Deployment').spec.template;
const container = pod.spec.containers[0];

/** Settings that an image has from its Dockerfile. */
const baked: Record<string, string> = Object.fromEntries(
  [...(/^ENV (.*)$/m.exec(dockerfile)?.[1] ?? '').matchAll(/(\w+)=(\S+)/g)].map((found) => [
    found[1] ?? '',
    found[2] ?? '',
  ]),
);

describe('the Dockerfile', () => {
  it('sets what is a setting, and what is understood', () => {
    expect(Object.keys(baked).filter((name) => !settings.has(name))).toEqual([]);
    expect(readConfig(baked)).toMatchObject({ PORT: port, ALDIS_MODE: 'production' });
    expect(baked['HOST'], 'a container is reached from outside').toBe('0.0.0.0');
  });

  it('copies what there is and starts the primary', () => {
    for (const [, names = ''] of dockerfile.matchAll(/^COPY (?!--from)(.*) \S+$/gm)) {
      for (const name of names.split(' ')) expect(existsSync(join(root, name)), name).toBe(true);
    }
    const command = JSON.parse(/^CMD (.*)$/m.exec(dockerfile)?.[1] ?? '[]') as string[];
    expect(command[0]).toBe('node_modules/.bin/node');
    expect(existsSync(join(root, command[1] ?? ''))).toBe(true);
    expect(dockerfile).toMatch(new RegExp(`^EXPOSE ${port}$`, 'm'));
    const probe = /127\.0\.0\.1:(\d+)(\/\w+)/.exec(dockerfile);
    expect(Number(probe?.[1])).toBe(port);
    expect(probes).toContain(probe?.[2]);
  });

  it('leaves everything out of the image that it does not copy', () => {
    const kept = text('deploy/docker/Dockerfile.dockerignore').split('\n').filter(Boolean);
    expect(kept.shift()).toBe('**');
    for (const name of kept) expect(dockerfile).toContain(name.slice(1));
    for (const folder of ['src', 'client', 'cluster', 'scripts'])
      expect(kept).toContain(`!${folder}`);
  });
});

describe('the compose file', () => {
  const { aldis, redis, mongo } = compose.services;

  it('names servers by their services, and settings by their names', () => {
    const names = Object.keys(aldis.environment);
    expect(names.filter((name) => !settings.has(name))).toEqual([]);
    expect(new URL(aldis.environment.REDIS_URL).hostname in compose.services).toBe(true);
    const stores = new URL(aldis.environment.MONGODB_URL);
    expect(stores.hostname in compose.services).toBe(true);
    const set = stores.searchParams.get('replicaSet');
    expect(mongo.command.slice(1, 3)).toEqual(['--replSet', set]);
    expect(JSON.stringify(mongo.healthcheck)).toContain(`_id: '${set}'`);
    for (const name of Object.keys(aldis.depends_on)) {
      expect(compose.services[name].healthcheck, `${name} says when it is up`).toBeDefined();
    }
  });

  it('runs a Redis that syncs every write and evicts nothing', () => {
    for (const words of [
      '--appendonly yes',
      '--appendfsync always',
      '--maxmemory-policy noeviction',
    ])
      expect(redis.command).toContain(words);
    expect(redis.command).toMatch(/--maxmemory \d+(mb|gb) /);
  });

  it('runs a coturn of an exact version, healthy when it answers, that leads nobody inside', () => {
    const { coturn } = compose.services;
    expect(coturn.image).toMatch(/^coturn\/coturn:\d+\.\d+\.\d+-r\d+-debian$/);
    const [script] = coturn.command as string[];
    const lines = script?.split('\n') ?? [];
    const valueOf = (name: string) =>
      lines.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1);
    expect(lines).toContain('use-auth-secret');
    const port = valueOf('listening-port');
    const range = `${valueOf('min-port')}-${valueOf('max-port')}`;
    expect(coturn.ports).toEqual([
      `${port}:${port}/udp`,
      `${port}:${port}/tcp`,
      `${range}:${range}/udp`,
    ]);
    expect(coturn.healthcheck.test).toEqual(expect.arrayContaining(['turnutils_stunclient', port]));
    const denied = lines.filter((line) => line.startsWith('denied-peer-ip='));
    for (const network of ['10.0.0.0', '127.0.0.0', '172.16.0.0', '192.168.0.0', 'fc00::']) {
      expect(denied.some((line) => line.startsWith(`denied-peer-ip=${network}-`))).toBe(true);
    }
  });

  it('gives both the secret of TURN by a file, and the servers as they are read', () => {
    const { coturn } = compose.services;
    const [name, ...more] = Object.keys(compose.secrets);
    expect(more).toEqual([]);
    expect([aldis.secrets, coturn.secrets]).toEqual([[name], [name]]);
    const file = `/run/secrets/${name}`;
    expect(aldis.environment.ALDIS_TURN_SECRET_FILE).toBe(file);
    expect(coturn.command[0]).toContain(`static-auth-secret=$$(cat ${file})`);
    const urls = aldis.environment.ALDIS_TURN_URLS.replaceAll('${ALDIS_TURN_HOST}', '192.0.2.1');
    expect(() => readConfig({ ALDIS_TURN_URLS: urls, ALDIS_TURN_SECRET_FILE: file })).not.toThrow();
  });

  it('publishes the port to this machine, keeps data, and waits for the drain', () => {
    expect(aldis.ports).toEqual([`127.0.0.1:${port}:${port}`]);
    expect(aldis.volumes).toEqual([`aldis:${baked['ALDIS_DATA']}`]);
    for (const { volumes } of [aldis, redis, mongo]) {
      expect(volumes[0].split(':')[0] in compose.volumes).toBe(true);
    }
    expect(Number.parseInt(aldis.stop_grace_period, 10) * 1000).toBeGreaterThan(drainTimeoutMs);
    expect(aldis.image).toBe(`aldis:${version}`);
    expect(existsSync(join(root, aldis.build.dockerfile))).toBe(true);
  });
});

describe('the unit of systemd', () => {
  const unit = text('deploy/aldis-daemon@.service');

  it.skipIf(!hasSystemd)('is what systemd understands, every key of it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'aldis-unit-'));
    try {
      const verify = (words: string) => {
        const path = join(folder, 'aldis-daemon@ana.service');
        writeFileSync(path, words);
        const env = { ...process.env, XDG_RUNTIME_DIR: folder };
        const told = spawnSync('systemd-analyze', ['--user', 'verify', path], {
          ...{ env, encoding: 'utf8' },
        });
        return told.stderr;
      };
      const program = unit.replace(/^ExecStart=\S+/m, 'ExecStart=/bin/true');
      expect(verify(program)).toBe('');
      expect(verify(program.replace('ProtectClock', 'ProtectClokc'))).toContain('ProtectClokc');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('starts what test/integration/client-daemon.test.ts starts, and stops it by SIGTERM', () => {
    const valueOf = (key: string) => new RegExp(`^${key}=(.*)$`, 'm').exec(unit)?.[1];
    expect(valueOf('ExecStart')).toBe('%h/.local/bin/aldis --profile %i daemon');
    // systemd's own way; only the program itself, before whatever it has started.
    expect([valueOf('ExecStop'), valueOf('KillSignal')]).toEqual([undefined, undefined]);
    expect(valueOf('KillMode')).toBe('mixed');
    const held = text('test/integration/client-daemon.test.ts');
    expect(held).toContain("staying(name, ...words, 'daemon')");
    expect(held).toContain("held.child.kill('SIGTERM');\n    expect(await held.ended).toBe(0);");
  });

  it('is the one that docs/daemon.md puts into its place', () => {
    expect(text('docs/daemon.md')).toContain('cp deploy/aldis-daemon@.service ~/.config/systemd');
  });
});

describe('the Kubernetes manifests', () => {
  it('name settings by their names and images as they are built', () => {
    const env = container.env as { name: string; value?: string }[];
    expect(env.map(({ name }) => name).filter((name) => !settings.has(name))).toEqual([]);
    const given = env.map(({ name, value = '10.9.8.7' }) => [name, value]);
    const stores = { REDIS_URL: 'redis://r:6379', MONGODB_URL: 'mongodb://m:27017/aldis' };
    const told = { ...baked, ...stores, ...Object.fromEntries(given) };
    expect(() => readConfig(told)).not.toThrow();
    expect(() => proxiesOf(told['ALDIS_TRUSTED_PROXIES'] ?? ''), 'to be filled in').toThrow(
      'ALDIS_TRUSTED_PROXIES',
    );
    expect(container.image).toBe(`aldis:${version}`);
    expect(container.ports).toEqual([{ name: 'http', containerPort: port }]);
    const head = text('deploy/kubernetes/aldis.yaml').split('apiVersion')[0] ?? '';
    for (const [, name = ''] of head.matchAll(/--from-literal=(\w+)/g)) {
      expect(settings.has(name), name).toBe(true);
    }
  });

  it('ask the paths that answer', () => {
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) {
      expect(probes).toContain(container[probe].httpGet.path);
      expect(container[probe].httpGet.port).toBe('http');
    }
    expect(container.livenessProbe.httpGet.path, 'a store away is no reason to kill').toBe(
      '/livez',
    );
  });

  it('give a pod time to leave: the ingress hears of it, then it drains', () => {
    const pauseS = Number(container.lifecycle.preStop.exec.command[1]);
    const graceS = pod.spec.terminationGracePeriodSeconds;
    expect(graceS).toBeGreaterThan(pauseS + drainTimeoutMs / 1000 + 10);
    expect(kind('Deployment').spec.strategy.rollingUpdate.maxUnavailable).toBe(0);
    expect(kind('PodDisruptionBudget').spec.maxUnavailable).toBe(1);
  });

  it('let nobody reach the gateway but the ingress, nor the relay but the pods', () => {
    const { podSelector, policyTypes, ingress } = kind('NetworkPolicy').spec;
    expect(policyTypes).toContain('Ingress');
    type Entry = Record<string, Record<string, unknown>[]>;
    const [gateway, relay, figures, ...more] = ingress as Entry[];
    expect(more).toEqual([]);
    expect(gateway?.['ports']).toEqual([{ port }]);
    // Both in one entry: pods of that name in that namespace.
    expect(gateway?.['from']).toEqual([
      { namespaceSelector: expect.anything(), podSelector: expect.anything() },
    ]);
    for (const selector of Object.values(gateway?.['from']?.[0] ?? {})) {
      expect(Object.keys((selector as { matchLabels: object }).matchLabels).length).toBe(1);
    }
    expect(relay?.['from']).toEqual([{ podSelector }]);
    expect(figures?.['from']).toEqual([{ namespaceSelector: expect.anything() }]);
    expect(kind('Service').spec.type ?? 'ClusterIP').toBe('ClusterIP');
  });

  it('grow by sockets, processors and memory, within five minutes, and shrink slowly', () => {
    const { spec } = scaler('HorizontalPodAutoscaler');
    expect(spec.scaleTargetRef).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      name: 'aldis',
    });
    expect(spec.minReplicas).toBe(kind('Deployment').spec.replicas);
    const named = spec.metrics.map(
      (one: Record<string, { name?: string; metric?: { name: string } }>) =>
        one['resource']?.name ?? one['pods']?.metric?.name,
    );
    expect(named).toEqual(['aldis_sockets', 'cpu', 'memory']);
    const { scaleUp, scaleDown } = spec.behavior;
    expect(scaleUp.stabilizationWindowSeconds).toBe(0);
    const startS = container.startupProbe.periodSeconds * container.startupProbe.failureThreshold;
    const looksS = 15 + 30 + 15;
    const countsS = kind('Deployment').spec.minReadySeconds;
    const slowestS = looksS + scaleUp.policies[0].periodSeconds + startS + countsS;
    expect(slowestS).toBeLessThanOrEqual(300);
    expect(scaleDown.stabilizationWindowSeconds).toBeGreaterThanOrEqual(300);
    expect(scaleDown.policies).toEqual([{ type: 'Pods', value: 1, periodSeconds: 300 }]);
  });

  it('read sockets as the workers count them', () => {
    const [rule] = parse(scaler('ConfigMap').data['config.yaml']).rules;
    const metricsPage = text('docs/metrics.md');
    const pattern = /__name__=~"([^"]+)"/.exec(rule.seriesQuery)?.[1] ?? '';
    expect(rule.metricsQuery).toContain(pattern);
    for (const name of ['aldis_connections', 'aldis_anonymous_connections']) {
      expect(metricsPage).toContain(`| \`${name}\` |`);
      expect(name).toMatch(new RegExp(`^${pattern}$`));
    }
    expect(rule.name.as).toBe('aldis_sockets');
  });

  it.skipIf(!validator)('hold against the schemas of the API', () => {
    const files = ['aldis.yaml', 'autoscaler.yaml'].map((name) => `deploy/kubernetes/${name}`);
    const told = spawnSync(validator ?? '', ['--strict', ...files], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(`${told.stdout}${told.stderr}`).not.toContain('ERROR');
    expect(told.status).toBe(0);
  });

  it('fit together: labels, volumes, secrets, the ports of the relay', () => {
    const labels = pod.metadata.labels;
    expect(kind('Deployment').spec.selector.matchLabels).toEqual(labels);
    expect(kind('Service').spec.selector).toEqual(labels);
    expect(kind('PodDisruptionBudget').spec.selector.matchLabels).toEqual(labels);
    const policy = kind('NetworkPolicy').spec;
    expect(policy.podSelector.matchLabels).toEqual(labels);
    const value = (name: string) =>
      container.env.find((one: { name: string }) => one.name === name)?.value as string;
    const relay = policy.ingress[1].ports[0];
    expect(`${relay.port}-${relay.endPort}`).toBe(value('ALDIS_RELAY_PORTS'));
    expect(policy.ingress[0].ports[0].port).toBe(port);
    const volumes = pod.spec.volumes.map((one: { name: string }) => one.name);
    const mounts = container.volumeMounts as { name: string; mountPath: string }[];
    expect(mounts.map(({ name }) => name).sort()).toEqual(volumes.sort());
    const paths = mounts.map(({ mountPath }) => mountPath);
    expect(paths).toContain(baked['ALDIS_DATA']);
    expect(paths.some((path) => value('ALDIS_SECRETS_FILE').startsWith(`${path}/`))).toBe(true);
  });
});
