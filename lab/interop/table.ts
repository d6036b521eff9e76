import type { Checked } from './checks.ts'

/** The checks with expected and received answers, as lines. Pure. */
export function tableLines(title: string, checked: readonly Checked[]): string[] {
  const rows = checked.map(({ what, expected, came }) => [
    isHeld({ expected, came }) ? 'ok' : 'NO',
    what,
    expected,
    came,
  ])
  const all = [['', 'checked', 'expected', 'came'], ...rows]
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...all.map((row) => row[column]?.length ?? 0)),
  )
  const lines = all.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  )
  return ['', title, ...lines]
}

export function isHeld({ expected, came }: Pick<Checked, 'expected' | 'came'>): boolean {
  return expected === came
}
