/**
 * Awaits two queries of one connection. Rejects only when neither uses the connection any more, and
 * with the error that came first: a later one only says that the transaction is aborted.
 */
export async function both<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  const result = Promise.all([first, second])
  await Promise.allSettled([first, second, result])
  return result
}
