import type { LatestRun } from './latest-run.ts'

/** If other work takes more than this share of the cores, rates and times are useless. */
const BUSY_SHARE = 0.1

/** The source of the figures of a document, and how reliable they are. */
export function originOf({ at, facts, held, running }: LatestRun): string {
  const others = Math.max(held.machine.others, running.machine.others)
  const lines = [
    `Source: \`npm run bench\` on ${at}, messages of 3 KB. PostgreSQL and the sender ran on the same cores as the service.`,
    `Machine: ${facts[2] ?? 'unknown'}. Version: ${facts[0] ?? 'unknown'}.`,
  ]
  if (others > BUSY_SHARE) {
    lines.push(
      `**Other work took ${Math.round(others * 100)} % of the cores during this run.** Rates are much too low, times are much too long, and CPU per message is too high. Sizes are correct.`,
    )
  }
  return lines.join('\n')
}
