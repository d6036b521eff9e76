import { styleText } from 'node:util'
import type { CheckedStep } from './check-connection.ts'
import type { ConnectorSettings } from './settings.ts'

/** The settings as text, in the order of the form. */
export function settingsText(settings: ConnectorSettings, secret: string): string[] {
  const { name, endpointUrl, authentication, clientId, tokenEndpoint, warnings } = settings
  const rows = [
    ['Name', name],
    ['Endpoint URL', endpointUrl],
    ['Authentication', authentication],
    ['Client ID', clientId],
    ['Client Secret', secret],
    ['Token Endpoint', tokenEndpoint],
    ['Scope', '(leave it empty)'],
  ]
  const width = Math.max(...rows.map(([label = '']) => label.length))
  return [
    'Event Connector in SuccessFactors',
    '',
    ...rows.map(([label = '', value = '']) => `  ${label.padEnd(width)}   ${value}`),
    ...(warnings.length > 0 ? ['', ...warnings.map((warning) => `  ! ${warning}`)] : []),
  ]
}

/** What the check came to. */
export function stepsText(steps: readonly CheckedStep[]): string[] {
  if (steps.length === 0) return []
  return [
    '',
    'Checked',
    '',
    ...steps.map(({ step, passed, said }) => {
      const mark = passed ? styleText('green', '✓') : styleText('red', '✗')
      return `  ${mark} ${step.padEnd(8)} ${said}`
    }),
  ]
}
