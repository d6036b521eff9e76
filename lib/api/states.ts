/** For the page, which imports this folder only. Without zod, so that the page's bundle stays small. */
export * from '../states.ts'
