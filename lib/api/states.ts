/** For the page. It imports this folder only, and its bundle contains no zod. */
export * from '../states.ts'
