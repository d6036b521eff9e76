import { createSecretKey, randomBytes } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import {
  createReportSigner,
  type ErasureReport,
  NOT_COVERED,
  verifyErasureReport,
} from '../../../lib/encryption/erasure-report.ts'

const report: ErasureReport = {
  version: 1,
  requestId: '0192f0c1-2b7a-7000-8000-4f1c2d3e4a5b',
  requestedAt: '2026-11-24T08:00:00.000Z',
  signedAt: '2026-11-24T08:00:01.000Z',
  actor: { issuer: 'https://harbour.example', clientId: 'page', tenant: 't-1', person: 'dpo' },
  subjectId: '7',
  keyFingerprints: ['ab'],
  rows: { events: 3 },
  cancelledDeliveries: 2,
  handlersTold: [],
  notCovered: [...NOT_COVERED],
  custody: 'outside',
  backupsUntil: '2026-12-08T08:00:00.000Z',
  backupsReadable: false,
  ledgerKeptUntil: '2029-11-24T08:00:00.000Z',
}

describe('the report of an erasure', () => {
  const installation = createSecretKey(randomBytes(32))

  it('is verified by the public key, also after a restart', async () => {
    const signed = await (await createReportSigner(installation)).sign(report)
    const { publicKeys } = await createReportSigner(installation)
    expect(JSON.stringify(publicKeys)).not.toContain('"d"')
    expect(await verifyErasureReport(`${signed}\n`, publicKeys)).toEqual(report)
  })

  it('is refused when a part was changed, or another installation signed it', async () => {
    const { sign, publicKeys } = await createReportSigner(installation)
    const [head, payload = '', signature] = (await sign(report)).split('.')
    const changed = JSON.parse(Buffer.from(payload, 'base64url').toString())
    changed.rows.events = 4
    const forged = Buffer.from(JSON.stringify(changed)).toString('base64url')
    const other = await createReportSigner(createSecretKey(randomBytes(32)))
    const none = Buffer.from('{"alg":"none"}').toString('base64url')
    for (const text of [
      [head, forged, signature].join('.'),
      [head, payload, 'AAAA'].join('.'),
      [none, payload, ''].join('.'),
      await other.sign(report),
      'no report',
    ]) {
      await expect(verifyErasureReport(text, publicKeys)).rejects.toMatchObject({
        code: 'report_invalid',
      })
    }
  })

  it('takes no field that the schema does not name', async () => {
    const { sign } = await createReportSigner(installation)
    await expect(sign({ ...report, name: 'Jane Doe' } as never)).rejects.toThrow()
  })
})
