import { MessageStrip } from '@ui5/webcomponents-react/MessageStrip'
import type { Message } from '../../api/shapes.ts'
import type { Texts } from '../../text/en.ts'
import { useTexts } from '../../text/use-texts.ts'

type Warning = Message['warnings'][number]

/** Warnings about an accepted message. */
export function Warnings({ warnings }: { readonly warnings: readonly Warning[] }) {
  const { t } = useTexts()
  if (warnings.length === 0) return null
  return (
    <MessageStrip design="Critical" hideCloseButton>
      <strong>{t.message.warning.title}.</strong>{' '}
      {warnings.map((warning) => textOf(warning, t)).join(' ')}
    </MessageStrip>
  )
}

function textOf({ code, parameter = '', known = '' }: Warning, t: Texts): string {
  if (code === 'characters_replaced') return t.message.warning.characters_replaced
  return t.message.warning.query_parameter_unknown(parameter, known)
}
