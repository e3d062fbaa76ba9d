// Every alert rule, by promtool: what makes it fire, and what is just short of that. The rules and
// the settings beside them are checked as Prometheus reads them.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { observability } from '../support/prometheus.ts';

const folder = mkdtempSync(join(tmpdir(), 'aldis-alerts-'));
afterAll(() => rmSync(folder, { recursive: true }));

const rules = join(observability, 'alerts.yml');
const stepSeconds = 15;
const timeout = 300_000;

/** Values every 15 s, as promtool writes series: `4` stays, `0+30x40` grows by 30, forty times. */
type Series = Readonly<Record<string, string>>;

interface Case {
  readonly fires: Series;
  /** Likewise, and nothing fires. */
  readonly quiet: Series;
  /** When it is looked at. */
  readonly at: string;
}

const buckets = (name: string, fast: string, all: string): Series => ({
  [`${name}{le="0.1"}`]: fast,
  [`${name}{le="0.5"}`]: fast,
  [`${name}{le="1"}`]: all,
  [`${name}{le="+Inf"}`]: all,
});
const gauge = (series: string, fires: number, quiet: number, at: string): Case => ({
  fires: { [series]: `${fires}x400` },
  quiet: { [series]: `${quiet}x400` },
  at,
});
const counter = (series: string, fires: string, quiet: string, at: string): Case => ({
  fires: { [series]: `0+${fires}x400` },
  quiet: { [series]: `0+${quiet}x400` },
  at,
});
/** Of a hundred a quarter of a minute, so many took long. */
const slow = (name: string, at = '15m'): Case => ({
  fires: buckets(name, '0+97x400', '0+100x400'),
  quiet: buckets(name, '0+100x400', '0+100x400'),
  at,
});

/** So many of 10,000 sends are bad: refused, the others on time. */
const burning = (fires: number, quiet: number, at: string): Case => {
  const sends = (bad: number): Series => ({
    'aldis_send_acknowledge_seconds_bucket{le="0.5"}': `0+${10_000 - bad}x2000`,
    aldis_send_acknowledge_seconds_count: `0+${10_000 - bad}x2000`,
    'aldis_refusals_total{code="server.unavailable"}': `0+${bad}x2000`,
    'aldis_refusals_total{code="rate.limited"}': '0+1000x2000',
  });
  return { fires: sends(fires), quiet: sends(quiet), at };
};

const cases: Readonly<Record<string, Case>> = {
  AldisRedisDown: gauge('aldis_redis_up{role="queue"}', 0, 1, '30s'),
  AldisRedisUnreachable: gauge('aldis_redis_up{instance="a:1"}', 0, 1, '2m'),
  AldisStoreDown: gauge('aldis_store_up', 0, 1, '1m'),
  AldisStoreFileLarge: gauge('aldis_store_file_bytes', 52e9, 51e9, '11m'),
  AldisReplicaBehind: gauge('aldis_replication_lag_seconds{store="redis"}', 1.1, 1, '30s'),
  AldisReplicaMissing: {
    fires: { 'aldis_replicas{store="mongodb"}': '2x20 1x400' },
    quiet: { 'aldis_replicas{store="mongodb"}': '1x20 2x400' },
    at: '10m',
  },
  AldisWorkerDown: gauge('up{job="aldis",instance="a:1"}', 0, 1, '2m'),
  AldisShardsWithoutOwner: {
    fires: {
      'aldis_shards_owned{instance="a:1"}': '128x9',
      'aldis_shards_owned{instance="b:1"}': '127x9',
    },
    quiet: {
      'aldis_shards_owned{instance="a:1"}': '128x9',
      'aldis_shards_owned{instance="b:1"}': '128x9',
    },
    at: '1m',
  },
  AldisWorkerRestarts: {
    fires: { aldis_process_start_time_seconds: '0+1x60' },
    quiet: { aldis_process_start_time_seconds: '7 8 9 10 10x56' },
    at: '15m',
  },
  AldisSendsSlow: slow('aldis_send_acknowledge_seconds_bucket'),
  AldisDeliveriesSlow: slow('aldis_send_deliver_seconds_bucket'),
  AldisRedisSlow: slow('aldis_redis_round_trip_seconds_bucket'),
  AldisEventLoopSlow: gauge('aldis_event_loop_lag_seconds', 0.3, 0.2, '3m'),
  AldisMailboxFull: gauge('aldis_mailbox_depth', 901, 900, '2m'),
  AldisMemoryHigh: gauge('aldis_process_resident_memory_bytes', 1.7e9, 1.6e9, '11m'),
  AldisDefects: counter('aldis_refusals_total{code="server.defect"}', '1', '0', '5m'),
  AldisTurnsAway: counter('aldis_refusals_total{code="server.busy"}', '20', '10', '5m'),
  AldisActorsCrash: counter('aldis_actor_restarts_total', '1', '0', '15m'),
  AldisCallsLost: {
    fires: {
      'aldis_call_places_ended_total{code="call.lost"}': '0+1x400',
      aldis_call_participants: '15x400',
    },
    quiet: {
      'aldis_call_places_ended_total{code="call.lost"}': '0+1x400',
      aldis_call_participants: '25x400',
    },
    at: '20m',
  },
  AldisBackupOverdue: {
    fires: { aldis_backup_made_timestamp_seconds: '0x400', aldis_backup_every_seconds: '600x400' },
    quiet: {
      aldis_backup_made_timestamp_seconds: `0+${stepSeconds}x400`,
      aldis_backup_every_seconds: '600x400',
    },
    at: '60m',
  },
  AldisTurnSilent: gauge('aldis_turn_up{server="0"}', 0, 1, '6m'),
  AldisPushFails: {
    fires: {
      'aldis_push_calls_total{gateway="apns",outcome="credentials"}': '0+4x400',
      'aldis_push_calls_total{gateway="apns",outcome="unavailable"}': '0+2x400',
      'aldis_push_calls_total{gateway="apns",outcome="accepted"}': '0+4x400',
      'aldis_push_calls_total{gateway="fcm",outcome="accepted"}': '0+100x400',
    },
    quiet: {
      'aldis_push_calls_total{gateway="apns",outcome="unavailable"}': '0+4x400',
      'aldis_push_calls_total{gateway="apns",outcome="accepted"}': '0+4x400',
      'aldis_push_calls_total{gateway="fcm",outcome="throttled"}': '0+100x400',
    },
    at: '20m',
  },
  AldisDeadLetters: counter('aldis_dead_letters_total{reason="stopped"}', '20', '10', '15m'),
  AldisEnvelopesUnreadable: counter('aldis_envelopes_unreadable_total', '1', '0', '30m'),
  AldisKeysExhausted: {
    fires: {
      aldis_pre_keys_last_resort_total: '0+6x400',
      aldis_pre_key_take_seconds_count: '0+10x400',
    },
    quiet: {
      aldis_pre_keys_last_resort_total: '0+4x400',
      aldis_pre_key_take_seconds_count: '0+10x400',
    },
    at: '2h',
  },
  AldisGuesses: counter('aldis_security_events_total{kind="login_failed"}', '20', '10', '25m'),
  AldisOperatorGuessed: counter(
    'aldis_security_events_total{kind="operator_refused"}',
    '1',
    '0',
    '15m',
  ),
  AldisKeysProbed: counter('aldis_security_events_total{kind="keys_refused"}', '20', '10', '25m'),
  AldisTakeOvers: counter('aldis_security_events_total{kind="device_replaced"}', '20', '10', '25m'),
  AldisChallenged: counter(
    'aldis_security_events_total{kind="challenge_asked"}',
    '20',
    '10',
    '25m',
  ),
  AldisChallengesGuessed: counter(
    'aldis_security_events_total{kind="challenge_failed"}',
    '2',
    '1',
    '25m',
  ),
  AldisRegistrationBurst: counter(
    'aldis_security_events_total{kind="registration_burst"}',
    '1',
    '0',
    '20m',
  ),
  AldisNetworksDenied: counter(
    'aldis_security_events_total{kind="network_denied"}',
    '20',
    '10',
    '25m',
  ),
  AldisRegistrationsFail: {
    fires: {
      'aldis_registrations_total{outcome="begun"}': '0+100x400',
      'aldis_registrations_total{outcome="registered"}': '0+94x400',
    },
    quiet: {
      'aldis_registrations_total{outcome="begun"}': '0+100x400',
      'aldis_registrations_total{outcome="registered"}': '0+95x400',
      'aldis_registrations_total{outcome="recovery"}': '0+1x400',
    },
    at: '80m',
  },
  AldisRegistrationsSlow: {
    fires: {
      'aldis_registration_seconds_bucket{le="300"}': '0+94x400',
      'aldis_registration_seconds_bucket{le="600"}': '0+100x400',
      'aldis_registration_seconds_bucket{le="+Inf"}': '0+100x400',
    },
    quiet: {
      'aldis_registration_seconds_bucket{le="300"}': '0+96x400',
      'aldis_registration_seconds_bucket{le="600"}': '0+100x400',
      'aldis_registration_seconds_bucket{le="+Inf"}': '0+100x400',
    },
    at: '80m',
  },
  AldisJobsFail: counter('aldis_job_failures_total{kind="purge"}', '1', '0', '30m'),
  AldisNothingMoves: gauge('aldis_queue_oldest_seconds', 3700, 3500, '15m'),
  AldisNoSurvey: {
    fires: { aldis_queue_surveyed_timestamp_seconds: '0x400' },
    quiet: { aldis_queue_surveyed_timestamp_seconds: `0+${stepSeconds}x400` },
    at: '25m',
  },
  AldisBudgetBurnsFast: burning(73, 71, '1h'),
  AldisBudgetBurns: burning(31, 29, '6h'),
  AldisBudgetWanes: burning(6, 4, '7h'),
  AldisGone: { fires: {}, quiet: { aldis_worker_info: '1x400' }, at: '2m' },
};

const promtool = (...words: string[]) =>
  execFileSync('promtool', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

it('the rules and the settings beside them are read', () => {
  expect(promtool('check', 'rules', rules)).toContain('SUCCESS');
  expect(promtool('check', 'config', join(observability, 'prometheus.yml'))).toContain('SUCCESS');
});

interface Group {
  readonly rules: readonly { readonly alert?: string }[];
}

it('every alert fires when it should, and not just short of that', { timeout }, () => {
  const { groups } = parse(readFileSync(rules, 'utf8')) as { groups: Group[] };
  const alerts = groups.flatMap((group) => group.rules.flatMap(({ alert }) => alert ?? []));
  expect(Object.keys(cases)).toEqual(alerts);
  const files = Object.entries(cases).map(([alert, one]) => written(groups, alert, one));
  expect(promtool('test', 'rules', ...files).match(/SUCCESS/g)).toHaveLength(files.length);
});

/** What promtool reads of a case: that its alert fires, and is quiet, as it says. */
function written(groups: readonly Group[], alert: string, { fires, quiet, at }: Case): string {
  // Of all rules those alone that matter to it: promtool looks at every one of a file each time.
  const own = groups.map((group) => ({
    ...group,
    rules: group.rules.filter((rule) => rule.alert === undefined || rule.alert === alert),
  }));
  const rulesOfIt = join(folder, `${alert}.rules.yml`);
  const matter = own.filter((group) => group.rules.length > 0);
  writeFileSync(rulesOfIt, JSON.stringify({ groups: matter }));
  // Over hours a look every few minutes is enough.
  const isLong = at.endsWith('h');
  const tests = [fires, quiet].map((series, index) => ({
    name: `${alert}, ${index === 0 ? 'firing' : 'quiet'}`,
    interval: isLong ? '1m' : `${stepSeconds}s`,
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    promql_expr_test: [
      {
        expr: `count(ALERTS{alertstate="firing",alertname="${alert}"}) or vector(0)`,
        eval_time: at,
        exp_samples: [{ labels: '{}', value: 1 - index }],
      },
    ],
  }));
  const file = join(folder, `${alert}.tests.yml`);
  const lookEvery = isLong ? '5m' : `${stepSeconds}s`;
  const all = { rule_files: [rulesOfIt], evaluation_interval: lookEvery, tests };
  writeFileSync(file, JSON.stringify(all));
  return file;
}

it('every expression of the dashboard can be read', () => {
  const { panels } = JSON.parse(readFileSync(join(observability, 'dashboard.json'), 'utf8')) as {
    panels: { targets?: { expr: string }[] }[];
  };
  const exprs = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
  expect(exprs.length).toBeGreaterThan(30);
  const written = exprs.map((expr, index) => ({
    record: `panel:${index}`,
    expr: expr.replaceAll('$__rate_interval', '1m'),
  }));
  const file = join(folder, 'dashboard.yml');
  writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules: written }] }));
  expect(promtool('check', 'rules', file)).toContain('SUCCESS');
});
