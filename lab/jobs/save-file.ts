import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Locator } from 'playwright-core'
import type { Hand } from './hand.ts'

/** Clicks a button that saves a file. @returns where it is, and its text */
export async function saveFile(
  hand: Hand,
  save: Locator,
  folder: string,
): Promise<{ readonly file: string; readonly text: string }> {
  const [download] = await Promise.all([hand.page.waitForEvent('download'), hand.click(save)])
  const file = path.join(folder, download.suggestedFilename())
  await download.saveAs(file)
  return { file, text: await readFile(file, 'utf8') }
}

/** The lines of a CSV file for a spreadsheet. */
export function linesOf(text: string): string[] {
  return text.replace('\uFEFF', '').trim().split('\r\n')
}
