/** The login form of the local authorization server; `uid` names the request that waits for it. */
export function loginPage(uid: string, wrong: boolean, passwordFile: string | null): string {
  const hint =
    passwordFile === null
      ? 'The password is what LOCAL_OPERATOR_SECRET says.'
      : `The password is in <code>${escaped(passwordFile)}</code>.`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Log in - local authorization server</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 24rem; margin: 10vh auto; padding: 0 1rem; color: #1d2d3e; background: #f5f6f7 }
form { background: #fff; padding: 1.5rem; border-radius: .75rem; box-shadow: 0 0 2px #0003 }
label { display: block; margin-top: 1rem } input { font: inherit; width: 100%; box-sizing: border-box; padding: .4rem; margin-top: .25rem }
button { font: inherit; margin-top: 1.5rem; padding: .5rem 1.5rem; color: #fff; background: #0070f2; border: 0; border-radius: .5rem }
.wrong { color: #aa0808 } code { font-size: .8rem; overflow-wrap: anywhere }
</style>
</head>
<body>
<h1>Log in</h1>
<form method="post" action="/login/${escaped(uid)}">
${wrong ? '<p class="wrong" role="alert">User name or password is wrong.</p>' : ''}
<label>User <input name="user" value="operator" autocomplete="username" required></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required autofocus></label>
<button>Log in</button>
</form>
<p>A stand-in for XSUAA, on this machine alone. ${hint}</p>
</body>
</html>
`
}

/** Ends the session here as well; the form comes from the provider and holds its own token. */
export function logoutPage(form: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Log out - local authorization server</title></head>
<body>
<h1>Log out</h1>
${form}
<button form="op.logoutForm" name="logout" value="yes" autofocus>Log out here as well</button>
</body>
</html>
`
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
