import type { z } from 'zod'

/** undefined = the text is no JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Each issue with its place, such as `CALLERS[1].paths: …`. @param expected replaces the messages */
export function describeIssues(variable: string, error: z.ZodError, expected?: string): string[] {
  return error.issues.map(({ path, message }) => {
    const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    return `${variable}${steps.join('')}: ${expected ?? message}`
  })
}
