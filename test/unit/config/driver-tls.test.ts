import { describe, expect, it, jest } from '@jest/globals'
import pg from 'pg'
import { tlsOfAddress } from '../../../lib/store/db/database-address.ts'

/** The TLS settings that the driver itself reads from an address. */
function tlsOfDriver(connectionString: string): string {
  const { ssl } = new pg.Client({ connectionString }) as unknown as {
    ssl: boolean | { rejectUnauthorized?: boolean }
  }
  if (ssl === false) return 'off'
  return ssl !== true && ssl.rejectUnauthorized === false ? 'unverified' : 'verified'
}

const MODES = ['', 'disable', 'allow', 'prefer', 'require', 'verify-full', 'no-verify']
const SSL = ['', 'true', '1', '0', 'no-verify']
const OTHERS = ['', 'uselibpqcompat=true', 'uselibpqcompat=1', 'sslnegotiation=direct']

/** In libpq's way of reading, the driver ignores `no-verify`; who writes it means it. */
const isMeant = (query: string) => !/sslmode=no-verify&.*uselibpqcompat=true/.test(query)
/** Nothing is sent in the clear then: the driver ends with an error. */
const isPossible = (query: string) => !/(disable|ssl=0).*direct/.test(query)

describe('tlsOfAddress', () => {
  const queries = MODES.flatMap((mode) =>
    SSL.flatMap((ssl) =>
      OTHERS.map((other) =>
        [mode && `sslmode=${mode}`, ssl && `ssl=${ssl}`, other].filter(Boolean).join('&'),
      ),
    ),
  )

  it('agrees with the driver on every spelling', () => {
    const warning = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
    const addresses = queries
      .filter((query) => isMeant(query) && isPossible(query))
      .map((query) => `postgres://u:p@db.example.com/events?${query}`)
    expect(addresses.map((address) => [address, tlsOfAddress(new URL(address), {})])).toEqual(
      addresses.map((address) => [address, tlsOfDriver(address)]),
    )
    warning.mockRestore()
  })
})
