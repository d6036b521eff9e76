/** An answer that all who ask within a short time share; a failure is shared by nobody later. */
export function cacheFor<Answer>(ask: () => Promise<Answer>, forMs: number): () => Promise<Answer> {
  let shared: { answer: Promise<Answer>; until: number } | null = null
  return () => {
    const now = performance.now()
    if (shared !== null && now < shared.until) return shared.answer
    const answer = ask()
    // It counts from the end: a slow answer is shared by those who came while it was looked up.
    const asked = { answer, until: Number.POSITIVE_INFINITY }
    shared = asked
    answer.then(
      () => {
        asked.until = performance.now() + forMs
      },
      () => {
        asked.until = 0
      },
    )
    return answer
  }
}
