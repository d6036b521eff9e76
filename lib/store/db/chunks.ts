/**
 * Rows that one statement writes at most. The statement timeout holds for each statement, so a single
 * message of any size can be recorded and handed out: it only takes several statements.
 */
export const MAX_ROWS = 5_000

/** Slices of a list, in its order. */
export function chunksOf<Row>(rows: readonly Row[], size = MAX_ROWS): Row[][] {
  const chunks: Row[][] = []
  for (let start = 0; start < rows.length; start += size) {
    chunks.push(rows.slice(start, start + size))
  }
  return chunks
}
