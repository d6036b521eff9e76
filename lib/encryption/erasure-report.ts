import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto'
import {
  CompactSign,
  calculateJwkThumbprint,
  compactVerify,
  createLocalJWKSet,
  exportJWK,
  type JSONWebKeySet,
} from 'jose'
import { z } from 'zod'
import { ReceiverError } from '../errors.ts'

const time = z.iso.datetime()
const count = z.int().nonnegative()

/** Data that an erasure does not reach. docs/data-protection.md explains each code. */
export const NOT_COVERED = [
  'targets_of_handlers',
  'exports',
  'undecodable_messages',
  'named_in_events_of_others',
  'reasons_of_operators',
] as const

const reportSchema = z.strictObject({
  version: z.literal(1),
  requestId: z.string(),
  requestedAt: time,
  signedAt: time,
  actor: z.strictObject({
    issuer: z.string(),
    clientId: z.string(),
    tenant: z.string(),
    person: z.string().nullable(),
  }),
  subjectId: z.string(),
  /** SHA-256 of the ids of the destroyed keys */
  keyFingerprints: z.array(z.string()),
  /** rows that became unreadable, by table */
  rows: z.record(z.string(), count),
  cancelledDeliveries: count,
  handlersTold: z.array(z.string()),
  notCovered: z.array(z.string()),
  custody: z.enum(['outside', 'event-database']),
  /** until then backups hold ciphertext */
  backupsUntil: time,
  /** true = the keys are in the same backups: until then a restore brings the person back */
  backupsReadable: z.boolean(),
  ledgerKeptUntil: time,
})

/** The facts of one erasure. Holds ids, codes and counts; the only person is the actor. */
export type ErasureReport = z.infer<typeof reportSchema>

/** A JWK set. */
export type PublicKeys = JSONWebKeySet

export interface ReportSigner {
  /** for `verifyErasureReport`, also on another machine */
  readonly publicKeys: PublicKeys
  /** @returns a JWS in compact form */
  sign(report: ErasureReport): Promise<string>
}

const ALGORITHM = 'EdDSA'
const TYPE = 'erasure-report'
/** PKCS #8 of an Ed25519 key, in front of its 32 bytes (RFC 8410 section 7). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex')

/**
 * Signs with a key derived from the installation's: it is kept where that one is, never in the event
 * database, and stays the same when the master key is replaced.
 */
export async function createReportSigner(installation: KeyObject): Promise<ReportSigner> {
  const seed = Buffer.from(hkdfSync('sha256', installation, '', 'sf-event-receiver report', 32))
  const key = createPrivateKey({
    key: Buffer.concat([PKCS8_HEAD, seed]),
    format: 'der',
    type: 'pkcs8',
  })
  const jwk = await exportJWK(createPublicKey(key))
  const kid = await calculateJwkThumbprint(jwk)
  return {
    publicKeys: { keys: [{ ...jwk, kid, alg: ALGORITHM, use: 'sig' }] },
    sign: async (report) =>
      new CompactSign(Buffer.from(JSON.stringify(reportSchema.parse(report))))
        .setProtectedHeader({ alg: ALGORITHM, kid, typ: TYPE })
        .sign(key),
  }
}

/**
 * Checks the signature and the content of a report.
 * @param publicKeys of the installation, from a source that the reader trusts
 * @throws ReceiverError report_invalid
 */
export async function verifyErasureReport(
  report: string,
  publicKeys: PublicKeys,
): Promise<ErasureReport> {
  try {
    const { payload, protectedHeader } = await compactVerify(
      report.trim(),
      createLocalJWKSet(publicKeys),
      { algorithms: [ALGORITHM] },
    )
    if (protectedHeader.typ !== TYPE) throw new Error('another type')
    return reportSchema.parse(JSON.parse(Buffer.from(payload).toString('utf8')))
  } catch (cause) {
    throw new ReceiverError(
      'report_invalid',
      'expected a report that this installation signed, the signature or the content does not fit: it was changed, or the public key is another one',
      { cause },
    )
  }
}
