import type { CatalogueTypes } from './catalogue.ts'

/**
 * The event types that the compiler knows, with the names of the keys and parameters that each event
 * of the type has. A project adds its own:
 *
 * ```ts
 * declare module '#handler' {
 *   interface EventTypes {
 *     'com.example.Badge.Lost': { keys: 'badgeId' | 'userId'; params: 'reason' }
 *   }
 * }
 * ```
 *
 * For types of the catalogue the service rejects an event without a listed value. For a type of the
 * project, give the handler a `schema` that requires them.
 */
export interface EventTypes extends CatalogueTypes {}

/** An event type that the compiler knows. Every other type can be used, too. */
export type KnownEventType = keyof EventTypes

type Part<Type, Name extends 'keys' | 'params'> = Type extends KnownEventType
  ? EventTypes[Type] extends { readonly [Field in Name]: infer Names extends string }
    ? Names
    : never
  : never

/** Listed keys of an event type; none for an unknown type. */
export type KnownKey<Type> = Part<Type, 'keys'>

/** Listed parameters of an event type. */
export type KnownParam<Type> = Part<Type, 'params'>
