import { wrongArguments } from '../command.ts'

const MESSAGE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The id of a message, as the answer to its sender and the monitor show it. */
export function messageIdOf(text: string): string {
  if (MESSAGE_ID.test(text)) return text.toLowerCase()
  throw wrongArguments(
    'expected a message id, such as 0192f0c1-2b7a-7000-8000-4f1c2d3e4a5b: it stands in the header SAP_MessageProcessingLogID of the answer, and in the monitor',
  )
}
