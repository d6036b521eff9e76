import { randomBytes } from 'node:crypto'
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { parseAllDocuments } from 'yaml'
import type { LocalAuthorizationServer } from '../../lib/local/authorization-server/start-local-authorization-server.ts'
import { startTlsPostgres, type TlsPostgres } from '../rehearsal/tls-postgres.ts'
import { isInContext, readStages, type Stage } from './container-file.ts'
import type { Shell } from './terminal.ts'

/** An empty folder of Debian; the image is there in the container. */
const PLACE = '/opt'

export interface ContainerTrial {
  readonly shell: Shell
  readonly folder: string
  readonly project: string
  readonly authorizationServer: LocalAuthorizationServer
}

/**
 * Plays the Dockerfile and the deployment of Kyma through without a container engine. Namespaces give
 * what an engine gives: the service is process 1, is not root, has no capabilities, and can write to /tmp
 * alone. The image of Node is replaced by this machine with this Node. Needs root.
 */
export async function tryContainer(trial: ContainerTrial): Promise<void> {
  const { shell, folder, project } = trial
  if (process.getuid?.() !== 0) throw new Error('expected root: the trial creates namespaces')
  const root = path.join(folder, 'image')
  const image = await buildImage(shell, project, root)
  await cp(process.execPath, path.join(root, 'node'))
  const database = await startTlsPostgres(path.join(folder, 'tls'))
  try {
    const environment = { ...image.environment, ...(await podEnvironment(trial, database, root)) }
    await runContainer(trial, image, environment)
  } finally {
    await database.stop()
  }
}

async function runContainer(
  { shell, folder }: ContainerTrial,
  image: Image,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const script = path.join(folder, 'container.sh')
  await writeFile(script, containerScript(path.join(folder, 'image'), image))
  const service = await shell.start(`exec unshare --mount --pid --fork sh ${script}`, {
    cwd: folder,
    environment,
    says: /"msg":"listening"/,
  })
  const out = service.out()
  for (const wanted of ['process 1', 'uid 1000', 'capabilities 0000000000000000', '/tmp: yes']) {
    if (!out.includes(wanted)) throw new Error(`expected the container to say "${wanted}":\n${out}`)
  }
  if (/^(?!\/tmp).*: yes$/m.test(out)) throw new Error(`expected only /tmp to be writable:\n${out}`)
  const children = await readFile(`/proc/${service.pid}/task/${service.pid}/children`, 'utf8')
  // To process 1 of the namespace, as from the kubelet.
  await service.stop(Number(children.trim()))
}

interface Image {
  readonly environment: Readonly<Record<string, string>>
  readonly user: string
  readonly command: readonly string[]
}

async function buildImage(shell: Shell, project: string, root: string): Promise<Image> {
  const stages = readStages(await readFile(path.join(project, 'Dockerfile'), 'utf8'))
  const ignore = await readFile(path.join(project, '.dockerignore'), 'utf8')
  const [build, last] = stages as [Stage, Stage]
  const built = `${root}-build`
  for (const { name, text } of build.instructions) {
    const workdir = path.join(built, 'app')
    if (name === 'WORKDIR') await mkdir(workdir, { recursive: true })
    else if (name === 'RUN') await shell.run(text, { cwd: workdir })
    else if (name === 'COPY') await copyFromContext(project, workdir, text, ignore)
    else throw new Error(`expected no ${name} in the first stage`)
  }
  const environment: Record<string, string> = {}
  let user = ''
  let command: string[] = []
  for (const { name, text } of last.instructions) {
    if (name === 'ENV') {
      const [variable = '', value = ''] = text.split('=')
      environment[variable] = value
    } else if (name === 'COPY') {
      await cp(path.join(built, 'app'), path.join(root, 'app'), {
        recursive: true,
        verbatimSymlinks: true,
      })
    } else if (name === 'USER') user = text
    else if (name === 'CMD') command = JSON.parse(text) as string[]
    else if (!['WORKDIR', 'EXPOSE'].includes(name)) throw new Error(`expected no ${name}`)
  }
  return { environment, user, command }
}

/** `COPY a b ./`: files into the folder; `COPY srv srv`: a folder as it is. */
async function copyFromContext(project: string, workdir: string, text: string, ignore: string) {
  const words = text.split(' ')
  const target = words.pop() ?? ''
  for (const source of words) {
    const to = target === './' ? path.join(workdir, source) : path.join(workdir, target)
    await cp(path.join(project, source), to, {
      recursive: true,
      filter: (file) => file === project || isInContext(path.relative(project, file), ignore),
    })
  }
}

/** The variables of the Deployment, and the Secrets of the bindings as files. */
async function podEnvironment(
  { project, authorizationServer }: ContainerTrial,
  { credentials }: TlsPostgres,
  root: string,
): Promise<Record<string, string>> {
  const text = await readFile(path.join(project, 'kyma/receiver.yaml'), 'utf8')
  const deployment = parseAllDocuments(text)[0]?.toJS() as {
    spec: { template: { spec: { containers: [{ env: { name: string; value: string }[] }] } } }
  }
  const [container] = deployment.spec.template.spec.containers
  const variables = Object.fromEntries(container.env.map(({ name, value }) => [name, value]))
  const bindings = path.join(root, 'bindings')
  await writeBinding(path.join(bindings, 'xsuaa'), 'xsuaa', authorizationServer.xsuaaCredentials)
  await writeBinding(path.join(bindings, 'db'), 'postgresql-db', credentials)
  const { MASTER_KEY_FILE = '' } = variables
  await mkdir(path.join(root, path.dirname(MASTER_KEY_FILE)), { recursive: true })
  await writeFile(path.join(root, MASTER_KEY_FILE), randomBytes(32).toString('base64'))
  return {
    ...variables,
    SERVICE_BINDING_ROOT: `${PLACE}/bindings`,
    MASTER_KEY_FILE: `${PLACE}${MASTER_KEY_FILE}`,
  }
}

async function writeBinding(folder: string, type: string, credentials: object): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const [name, value] of Object.entries({ type, ...credentials })) {
    await writeFile(
      path.join(folder, name),
      typeof value === 'string' ? value : JSON.stringify(value),
    )
  }
}

/** Runs as process 1 of its namespaces, on this machine's files, all read-only. */
function containerScript(root: string, { user, command }: Image): string {
  const [uid = '', gid = ''] = user.split(':')
  const limits = `--reuid ${uid} --regid ${gid} --clear-groups --bounding-set=-all --no-new-privs`
  const program = [`${PLACE}/node`, ...command.slice(1)].join(' ')
  return `set -e
mount --make-rprivate /
mount --bind / /mnt
mount -o remount,bind,ro /mnt
mount --bind ${root} /mnt${PLACE}
mount -o remount,bind,ro /mnt${PLACE}
mount --bind /dev /mnt/dev
mount -t proc proc /mnt/proc
mount -t tmpfs tmpfs /mnt/tmp
exec chroot /mnt setpriv ${limits} sh -c '
cd ${PLACE}/app
echo "process $$, uid $(id -u), capabilities $(sed -n "s/^CapBnd:[[:space:]]*//p" /proc/self/status)"
for folder in /tmp ${PLACE}/app /var/tmp /run "$HOME"; do
  touch "$folder/probe" 2>/dev/null && echo "$folder: yes" || echo "$folder: no"
done
exec ${program}'
`
}
