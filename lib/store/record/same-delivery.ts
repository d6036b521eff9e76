/**
 * SQL that is true if a row of `delivery` has the key of another row. It can use the primary key only. A
 * plain comparison of `handler_id` could also use the index of lanes. A plan made for few rows would then
 * read all deliveries of a handler for each key, and connections keep their plans.
 */
export function sameDelivery(delivery: string, key: string): string {
  return `${delivery}.message_id = ${key}.message_id and ${delivery}.ordinal = ${key}.ordinal
          and ${delivery}.handler_id + 0 = ${key}.handler_id and ${delivery}.run = ${key}.run`
}
