import { Button } from '@ui5/webcomponents-react/Button'
import '../parts/page.css'
import { useTexts } from '../text/use-texts.ts'
import { signOut, useSession } from './session.ts'

/** For a user without the role Monitor: the missing role, and a login as another user. */
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
