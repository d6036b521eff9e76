/** Names a lane within this process. */
export function laneName(handlerId: number, subjectId: string): string {
  return `${handlerId}/${subjectId}`
}
