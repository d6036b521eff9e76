import type { LatestRun } from './latest-run.ts'

/** Beyond this share of the cores, other work makes rates and times useless. */
const BUSY_SHARE = 0.1

/** Where the figures of a document come from, and how far they can be trusted. */
export function originOf({ at, facts, held, running }: LatestRun): string {
  const others = Math.max(held.machine.others, running.machine.others)
  const lines = [
    `From \`npm run bench\` on ${at}, messages of 3 KB. PostgreSQL and the sender ran on the same cores as the service.`,
    `Machine: ${facts[2] ?? 'not known'}. Version: ${facts[0] ?? 'not known'}.`,
  ]
  if (others > BUSY_SHARE) {
    lines.push(
      `**Other work took ${Math.round(others * 100)} % of the cores during this run.** Rates are much too low, times much too long, and CPU per message is too high. Sizes are right.`,
    )
  }
  return lines.join('\n')
}
