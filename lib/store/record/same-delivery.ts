/**
 * SQL that is true where a row of `delivery` has the key of another row. Only the primary key fits it. A
 * plain comparison of `handler_id` also fits the index of lanes: planned while there are few rows, a
 * statement would read all deliveries of a handler for each key. Connections keep their plans.
 */
export function sameDelivery(delivery: string, key: string): string {
  return `${delivery}.message_id = ${key}.message_id and ${delivery}.ordinal = ${key}.ordinal
          and ${delivery}.handler_id + 0 = ${key}.handler_id and ${delivery}.run = ${key}.run`
}
