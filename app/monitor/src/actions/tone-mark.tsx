import '@ui5/webcomponents-icons/dist/alert.js'
import '@ui5/webcomponents-icons/dist/error.js'
import '@ui5/webcomponents-icons/dist/information.js'
import '@ui5/webcomponents-icons/dist/process.js'
import '@ui5/webcomponents-icons/dist/sys-enter-2.js'
import { Icon } from '@ui5/webcomponents-react/Icon'
import type { Look } from '../parts/look.ts'
import '../parts/mark.css'
import type { Tone } from './action-progress.ts'

const LOOKS: Readonly<Record<Tone, Look>> = {
  Positive: { icon: 'sys-enter-2', tone: 'good' },
  Negative: { icon: 'error', tone: 'bad' },
  Critical: { icon: 'alert', tone: 'warn' },
  Information: { icon: 'process', tone: 'info' },
  None: { icon: 'information', tone: 'plain' },
}

/** The tone of an action as shape and colour, beside its words. */
export function ToneMark({ tone }: { readonly tone: Tone }) {
  const look = LOOKS[tone]
  return (
    <span className={`mark mark-${look.tone}`}>
      <Icon className="mark-icon" name={look.icon} mode="Decorative" />
    </span>
  )
}
