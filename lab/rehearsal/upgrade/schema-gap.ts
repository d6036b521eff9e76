/** The migrations of a version: the SQL by file. */
export type Migrations = Readonly<Record<string, string>>

/**
 * Why a database of the older version cannot become one of the newer version; empty = migrations
 * bridge the versions. Comments do not count. Pure.
 */
export function schemaGap(older: Migrations, newer: Migrations): string[] {
  return Object.entries(older).flatMap(([file, sql]) => {
    const now = newer[file]
    if (now === undefined) return [`${file} is missing in the newer version`]
    return statementsOf(now) === statementsOf(sql)
      ? []
      : [`${file} was edited${firstChange(sql, now)}`]
  })
}

/** The first line that only one of them has. */
function firstChange(older: string, newer: string): string {
  const [before, after] = [linesOf(older), linesOf(newer)]
  const line =
    after.find((one) => !before.includes(one)) ?? before.find((one) => !after.includes(one))
  return line === undefined ? '' : `, first at "${line}"`
}

function linesOf(sql: string): string[] {
  const lines = sql.split('\n').map((line) => line.replace(/--.*$/, '').replace(/\s+/g, ' ').trim())
  return lines.filter((line) => line !== '')
}

const statementsOf = (sql: string) => linesOf(sql).join(' ')
