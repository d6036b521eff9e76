import './ui5-assets.ts'
import './styles/fonts.css'
import './styles/base.css'
import './styles/dense.css'
import { setLanguage } from '@ui5/webcomponents-base/dist/config/Language.js'
import { createRoot } from 'react-dom/client'
import { asApiError } from './api/api-error.ts'
import { App } from './app.tsx'
import { reloadWhenOutdated } from './reload-when-outdated.ts'
import { LoggedIn } from './session/logged-in.tsx'
import { announceLogin, LOGGED_IN_PATH } from './session/login-again.ts'
import { loadSession } from './session/session.ts'
import { applyDense, followPointer } from './settings/density.ts'
import { preferredLanguage } from './settings/language.ts'
import { applyTheme, followSystemTheme } from './settings/theme.ts'
import { StartProblem } from './start-problem.tsx'
import { loadTexts } from './text/load-texts.ts'
import { WordingProvider } from './text/wording-provider.tsx'

async function start(): Promise<void> {
  const root = createRoot(document.getElementById('app') ?? document.body)
  const language = preferredLanguage()
  document.documentElement.lang = language
  reloadWhenOutdated()
  followPointer()
  applyDense()
  followSystemTheme()
  const [texts] = await Promise.all([loadTexts(language), setLanguage(language), applyTheme()])
  const first = { language, texts }
  try {
    const session = await loadSession()
    announceLogin()
    const isOnlyLogin = window.location.pathname === LOGGED_IN_PATH
    // Some browsers let a tab that was opened for the login close itself.
    if (isOnlyLogin) window.close()
    root.render(
      <WordingProvider first={first}>
        {isOnlyLogin ? <LoggedIn /> : <App session={session} />}
      </WordingProvider>,
    )
  } catch (error) {
    const problem = asApiError(error)
    // The request has already started the redirect to the login.
    if (problem.status === 401) return
    root.render(
      <WordingProvider first={first}>
        <StartProblem error={problem} />
      </WordingProvider>,
    )
  }
}

void start()
