import { IfAnswered, NotKnown } from './answered.tsx'

/** Where a part of a page has nothing, in a sentence. Not shown while the last request failed. */
export function NoneNote({ text }: { readonly text: string }) {
  return (
    <>
      <IfAnswered>
        <p className="muted">{text}</p>
      </IfAnswered>
      <NotKnown />
    </>
  )
}
