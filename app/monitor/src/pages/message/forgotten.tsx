import { MessageStrip } from '@ui5/webcomponents-react/MessageStrip'
import type { MessageDetail } from '../../api/shapes.ts'
import { useTexts } from '../../text/use-texts.ts'

/** A message of a forgotten or blocked person. */
export function Forgotten({ message }: { readonly message: MessageDetail }) {
  const { t } = useTexts()
  const arrived = message.events.some(({ discarded }) => discarded === 'forgotten')
  const closed = message.events.find(({ subject }) => subject?.key === '')?.subject
  if (!arrived && closed == null) return null
  const words = t.dataProtection.message
  if (closed?.blocked === true) {
    return (
      <MessageStrip design="Information" hideCloseButton>
        {words.blocked}
      </MessageStrip>
    )
  }
  return (
    <MessageStrip design="Information" hideCloseButton>
      <strong>{words.title}.</strong> {arrived ? words.arrived : words.erased}
    </MessageStrip>
  )
}
