import type { SeededRandom } from './seeded-random.ts'

/** How a message is written down; it changes from message to message and means nothing. */
export interface MessageStyle {
  readonly envelopePrefix: 'S' | 'soap' | 'soapenv'
  readonly eventPrefix: 'ns2' | 'ns3' | 'ns5' | 'ns7'
  readonly declaration: string
  /** between elements */
  readonly gap: '' | ' ' | '\n'
  readonly emptyHeader: boolean
  /** namespaces of the sender that are declared and not used */
  readonly unused: readonly string[]
}

const FOREIGN_NAMESPACES = [
  'com.successfactors.alert',
  'http://alert.successfactors.com',
  'http://www.boomi.com/connector/wss',
] as const

export function randomStyle(random: SeededRandom): MessageStyle {
  return {
    envelopePrefix: random.pick(['S', 'soap', 'soapenv']),
    eventPrefix: random.pick(['ns2', 'ns3', 'ns5', 'ns7']),
    declaration: random.pick([
      '',
      '<?xml version="1.0" ?>',
      '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
    ]),
    gap: random.pick(['', ' ', '\n']),
    emptyHeader: random.chance(0.2),
    unused: FOREIGN_NAMESPACES.filter(() => random.chance(0.5)),
  }
}
