import type { Locator, Page } from 'playwright-core'

/** Opens a view by its address below the page, such as `messages?status=FAILED`. */
export async function openView(page: Page, address: string): Promise<void> {
  await page.goto(address === '' ? './' : address)
  await page.locator('h1').first().waitFor()
}

/** The dialog that asks before something is done. */
export function dialogOf(page: Page): Locator {
  return page.locator('ui5-dialog[open]')
}

/** Presses a button of the view, writes a comment in the dialog that opens, and confirms. */
export async function actWithComment(
  page: Page,
  button: Locator,
  { confirm, comment }: { readonly confirm: string | RegExp; readonly comment: string },
): Promise<void> {
  await button.click()
  const dialog = dialogOf(page)
  await dialog.getByRole('textbox', { name: 'Reason' }).fill(comment)
  await dialog.getByRole('button', { name: confirm }).click()
}

/** Chooses an option of a select. */
export async function choose(page: Page, select: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: select }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}
