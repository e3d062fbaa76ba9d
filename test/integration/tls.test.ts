// TLS 1.3 by certificate files: a whole cluster serves it and nothing else, the SDK speaks over it,
// and a renewed certificate is served without a restart.

import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { get as getPlain } from 'node:http';
import { createServer, get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ManualClock, readConfig, silentLog } from '#runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LaunchedCluster } from '../support/cluster.ts';
import {
  certificateCheckMs,
  readCertificate,
  renewCertificate,
  tlsOptions,
} from '../../src/gateway/http/certificate.ts';
import { startTestCluster } from '../support/cluster.ts';
import { selfSigned } from '../support/certificate.ts';

const folder = mkdtempSync(join(tmpdir(), 'aldis-tls-'));
const certFile = join(folder, 'chain.pem');
const keyFile = join(folder, 'key.pem');
const files = { ALDIS_TLS_CERT_FILE: certFile, ALDIS_TLS_KEY_FILE: keyFile };
const talk = fileURLToPath(new URL('tls/talk.ts', import.meta.url));

async function issue(days?: number): Promise<string> {
  const { cert, key } = await selfSigned(days);
  writeFileSync(certFile, cert);
  writeFileSync(keyFile, key);
  return cert;
}

afterAll(() => rmSync(folder, { recursive: true }));

const answerOf = (url: string, ca: string) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { ca, agent: false }, (answer) => resolve(answer.resume())).on('error', reject);
  });

/** The version that was agreed on, or the code of the refusal. */
const handshake = (port: number, ca: string, maxVersion: 'TLSv1.2' | 'TLSv1.3') =>
  new Promise<string>((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, ca, maxVersion }, () => {
      resolve(socket.getProtocol() ?? '');
      socket.destroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });

describe('a cluster with a certificate', () => {
  let cluster: LaunchedCluster;
  let ca = '';
  const port = () => Number(new URL(cluster.url).port);

  beforeAll(async () => {
    ca = await issue();
    cluster = await startTestCluster({ workers: 1, env: files, unlimited: true });
  });

  afterAll(async () => {
    expect(await cluster?.stop()).toBe(0);
  });

  it('serves TLS 1.3, and tells browsers to ask for nothing else', async () => {
    expect(cluster.url).toMatch(/^https:/);
    const answer = await answerOf(`${cluster.url}/livez`, ca);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['strict-transport-security']).toMatch(/^max-age=31536000/);
    expect((answer.socket as TLSSocket).getProtocol()).toBe('TLSv1.3');
  });

  it('refuses TLS 1.2, and answers no plain HTTP', async () => {
    expect(await handshake(port(), ca, 'TLSv1.3')).toBe('TLSv1.3');
    expect(await handshake(port(), ca, 'TLSv1.2')).toMatch(/PROTOCOL_VERSION/);
    const plain = new Promise((resolve) => {
      getPlain(`http://127.0.0.1:${port()}/livez`, () => resolve('answered')).on('error', resolve);
    });
    expect(await plain).toBeInstanceOf(Error);
  });

  it('carries the conversation of two SDK clients that trust the authority', async () => {
    expect(cluster.invitation).not.toBe('');
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: certFile };
    const words = [talk, cluster.url, cluster.invitation];
    const { stdout } = await promisify(execFile)(process.execPath, words, { env });
    expect(stdout).toBe('heard over TLS\n');
  });
});

describe('the files', () => {
  it('are read again, and a renewed certificate is served to the next who comes', async () => {
    const first = await issue();
    const clock = new ManualClock();
    const certificate = readCertificate(files);
    if (!certificate) throw new Error('there is one');
    const server = createServer(tlsOptions(certificate), (_request, response) => response.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const renewal = renewCertificate(server, files, clock, silentLog);
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    await answerOf(url, first);
    const second = await issue();
    clock.advance(certificateCheckMs);
    await expect(answerOf(url, first)).rejects.toThrow(/self-signed|signature|certificate/);
    const served = (await answerOf(url, second)).socket as TLSSocket;
    expect(served.getPeerX509Certificate()?.fingerprint256).toBe(
      new X509Certificate(second).fingerprint256,
    );
    writeFileSync(keyFile, (await selfSigned()).key);
    clock.advance(certificateCheckMs);
    await answerOf(url, second);
    renewal.cancel();
    server.close();
    server.closeAllConnections();
  });

  it('stop the start with a sentence when missing, mismatched or out of date', async () => {
    const gone = { ...files, ALDIS_TLS_CERT_FILE: join(folder, 'nowhere.pem') };
    expect(() => readCertificate(gone)).toThrow(/^ALDIS_TLS_CERT_FILE: cannot be read \(ENOENT\)/);
    await issue();
    writeFileSync(keyFile, (await selfSigned()).key);
    expect(() => readCertificate(files)).toThrow(/^ALDIS_TLS_KEY_FILE: is not the PEM key/);
    await issue(-1);
    expect(() => readCertificate(files)).toThrow(/expired/);
    expect(readCertificate(readConfig({}))).toBeUndefined();
  });
});
