export { default } from '../before/directory.ts'
