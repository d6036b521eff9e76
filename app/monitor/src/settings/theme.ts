import { setTheme } from '@ui5/webcomponents-base/dist/config/Theme.js'
import { readStored, store } from './stored.ts'

export type ThemeChoice = 'auto' | 'light' | 'dark'

const CHOICES: readonly ThemeChoice[] = ['auto', 'light', 'dark']
const darkWanted = window.matchMedia('(prefers-color-scheme: dark)')

export function themeChoice(): ThemeChoice {
  const stored = readStored('theme')
  return CHOICES.find((choice) => choice === stored) ?? 'auto'
}

export function chooseTheme(choice: ThemeChoice): Promise<void> {
  store('theme', choice)
  return applyTheme()
}

/** Horizon, light or dark as chosen, else the system setting. */
export function applyTheme(): Promise<void> {
  const choice = themeChoice()
  const dark = choice === 'dark' || (choice === 'auto' && darkWanted.matches)
  document.documentElement.style.colorScheme = dark ? 'dark' : 'light'
  return setTheme(dark ? 'sap_horizon_dark' : 'sap_horizon')
}

export function followSystemTheme(): void {
  darkWanted.addEventListener('change', () => void applyTheme())
}
