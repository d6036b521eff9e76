import { Button } from '@ui5/webcomponents-react/Button'
import '../parts/page.css'
import { useTexts } from '../text/use-texts.ts'
import { signOut, useSession } from './session.ts'

/** Somebody is signed in who may not see anything: what is missing, and the way to sign in as another. */
export function NoAccess() {
  const { t } = useTexts()
  const { user } = useSession()
  return (
    <main className="page">
      <h1>{t.errors.title.forbidden}</h1>
      <p>{t.errors.noAccess(user.name)}</p>
      <div>
        <Button onClick={() => void signOut()}>{t.frame.logout}</Button>
      </div>
    </main>
  )
}
