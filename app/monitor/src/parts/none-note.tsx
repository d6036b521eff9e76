import { IfAnswered, NotKnown } from './answered.tsx'

/** A sentence for an empty part of a page. Hidden if the last request failed. */
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
