import { readConfig } from '../config/read-config.ts'
import { loadMasterKey } from '../encryption/load-master-key.ts'
import { rotateMasterKey } from '../encryption/rotate-master-key.ts'
import { openKeyStore } from '../store/keys/open-key-store.ts'
import { command, wrongArguments } from './command.ts'

const HELP = `npm run rotate-master-key

Encrypts all keys of the key store with the first master key. Put the new key in the first line of
MASTER_KEY_FILE or of the credential, and the former one in the second line. Restart all instances before.
The data is not touched. You can repeat the command.

Run it with the environment of the service.`

/** How long the command waits for the database of the keys. */
const WAIT_MS = 20_000

export const rotate = command({
  name: 'rotate-master-key',
  help: HELP,
  options: {},
  async run() {
    const { encryption, database } = readConfig()
    if (encryption === null) {
      throw wrongArguments('expected KEY_STORE and a master key, as the service has them')
    }
    const masterKey = await loadMasterKey(encryption.masterKey)
    const store = await openKeyStore(encryption.keyStore, {
      eventDatabase: () => {
        if (database === null) throw wrongArguments('expected the database of the service')
        return database
      },
      limitMs: WAIT_MS,
      now: () => performance.now(),
      onFailure: () => undefined,
    })
    try {
      const rewrapped = await rotateMasterKey(store, masterKey)
      const lines = [`${rewrapped} keys were encrypted with the current master key.`]
      return { exitCode: 0, lines, json: { rewrapped } }
    } finally {
      await store.close()
    }
  },
})
