import { readFileSync } from 'node:fs'
import { ReceiverError } from '../errors.ts'
import { rememberSecret } from '../masking/secret-values.ts'
import type { Binding } from './bindings/binding.ts'
import { readBindingFiles } from './bindings/binding-files.ts'
import { chooseBindings } from './bindings/choose-bindings.ts'

/** Reads a secret of a handler. */
export type ReadSecret = (name: string) => string

export type Credentials = Readonly<Record<string, unknown>>

/** Reads the credentials of a bound service. */
export type ReadBinding = (label: string) => Credentials

type NamedBinding = Pick<Binding, 'label' | 'name' | 'credentials'>

/** A secret of the environment, else of the file that `<name>_FILE` names. Files can be replaced. */
export const readSecret = secretReader((name) => {
  const { [name]: value, [`${name}_FILE`]: file } = process.env
  if (value || !file) return value
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new ReceiverError(
      'secret_missing',
      `expected a readable file in ${name}_FILE, got ${code}: correct the path or its rights`,
      { cause },
    )
  }
})

/** Read anew for each call: bindings can be rotated. */
export const readBinding = bindingReader(
  () => chooseBindings(process.env.VCAP_SERVICES, readBindingFiles(process.env)).bindings,
)

/** @param read undefined or empty = there is none */
export function secretReader(read: (name: string) => string | undefined): ReadSecret {
  return (name) => {
    const value = read(name)
    if (!value) {
      throw new ReceiverError(
        'secret_missing',
        `expected a secret ${name}, there is none: set ${name}, or ${name}_FILE to the path of a file`,
      )
    }
    rememberSecret(value)
    return value
  }
}

export function bindingReader(read: () => readonly NamedBinding[]): ReadBinding {
  return (label) => {
    const all = read()
    const named = all.filter(({ name }) => name === label)
    const found = named.length > 0 ? named : all.filter((binding) => binding.label === label)
    const [only, ...others] = found
    if (only === undefined || others.length > 0) {
      const known = all.map((binding) => `${binding.label} "${binding.name}"`).join(', ')
      throw new ReceiverError(
        'binding_missing',
        `expected one bound service with the label or name "${label}", got ${found.length} of ${known || 'none'}: bind it, or use its instance name`,
      )
    }
    for (const value of secretsIn(only.credentials)) rememberSecret(value)
    return only.credentials
  }
}

/** Credentials that are no secrets, and whose values are ordinary words. */
const PLAIN = new Set(
  'clientid client_id host hostname label name port protocol region type user username'.split(' '),
)

function secretsIn(credentials: unknown): string[] {
  if (typeof credentials === 'string') return [credentials]
  if (typeof credentials !== 'object' || credentials === null) return []
  return Object.entries(credentials)
    .filter(([name]) => !PLAIN.has(name.toLowerCase()))
    .flatMap(([, value]) => secretsIn(value))
}
