import '../parts/page.css'
import { useTexts } from '../text/use-texts.ts'

/** Shown after a login in a new tab if the browser does not let the tab close itself. */
export function LoggedIn() {
  const { t } = useTexts()
  return (
    <main className="page">
      <h1>{t.errors.session.loggedIn}</h1>
      <p>{t.errors.session.goBack}</p>
      <p>
        <a href="/monitor/">{t.frame.toOverview}</a>
      </p>
    </main>
  )
}
