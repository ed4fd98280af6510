/** A student as a client sends one; no two of different numbers have the same three names. */
export function newStudent(number: number, courseIds: readonly string[]): string {
  const student = {
    name: `Student ${number}`,
    first_name: `First ${number % 997}`,
    last_name: `Last ${number % 89}`,
    course_ids: courseIds,
  };
  return JSON.stringify(student);
}

/** Two different courses of those that there are; each is taken about as often as any other. */
export function chooseCourses(courses: readonly string[], number: number): readonly string[] {
  const first = (number * 7919) % courses.length;
  const second = (first + 1 + (number % (courses.length - 1))) % courses.length;
  return [courses[first]!, courses[second]!];
}

/** POSTs JSON and reads the id that the server made. Throws when it is refused. */
export async function create(url: string, body: string): Promise<string> {
  const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${text}`);
  return (JSON.parse(text) as { data: { id: string } }).data.id;
}

/** Runs `step` for 0 … count − 1, `width` at a time, and gathers what it makes. */
export async function times<T>(count: number, width: number, step: (index: number) => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const index = next++;
      made[index] = await step(index);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return made;
}
