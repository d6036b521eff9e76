import { InvalidCallError } from '../../outcomes.ts'
import { type ENTITIES, type KeyKind, type KnownEntity, shapeOf } from './entities.ts'
import type { Keys, KeyValue } from './literals.ts'

type ValueOf<Kind extends KeyKind> = Kind extends 'day' ? KeyValue : string | number

/** The whole key of an entity, as far as it is known here. */
export type KeysOf<Name extends string> = Name extends KnownEntity
  ? {
      readonly [Key in keyof (typeof ENTITIES)[Name]['keys']]: (typeof ENTITIES)[Name]['keys'][Key] extends KeyKind
        ? ValueOf<(typeof ENTITIES)[Name]['keys'][Key]>
        : never
    }
  : Keys

/**
 * With one value alone an address says the key of another entity, which SuccessFactors can only refuse.
 * @throws InvalidCallError keys_missing, which names them and repeats no value
 */
export function checkWholeKey(entity: string, keys: Keys): void {
  const names = Object.keys(shapeOf(entity)?.keys ?? {})
  const missing = names.filter((name) => keys[name] == null)
  if (missing.length === 0) return
  const given = names.filter((name) => !missing.includes(name)).join(', ') || 'none of them'
  const message = `Expected the whole key of ${entity} (${names.join(', ')}), got ${given}: add ${missing.join(', ')}, or ask with timeLine or query.`
  throw new InvalidCallError('keys_missing', message)
}
