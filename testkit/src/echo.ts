import { implement, type Module } from "@flotilla/chassis";
import { EchoService, type Note } from "@flotilla/contract/flotilla/test/v1/echo";
import type { HttpBody } from "@flotilla/contract/google/api/httpbody";

/** A module that serves EchoService: the guinea pig of the chassis' and the test kit's own tests. */
export function createEcho(): Module {
  const echo = implement(EchoService, {
    say: (note) => note,
    sayLittle: (note) => note,
    async *repeat(note) {
      for (let number = 1; number <= note.number; number++) yield { text: note.text, number };
    },
    collect,
    collectFew: collect,
    async *converse(notes) {
      for await (const note of notes) yield note;
    },
    upload,
  });
  return { name: "echo", services: [echo], parts: [] };
}

async function collect(notes: AsyncIterable<Note>): Promise<{ text: string; number: number }> {
  const texts: string[] = [];
  for await (const note of notes) texts.push(note.text);
  return { text: texts.join(" "), number: texts.length };
}

async function upload(bodies: AsyncIterable<HttpBody>): Promise<{ text: string; number: number }> {
  let text = "";
  let number = 0;
  for await (const { contentType, data } of bodies) {
    text ||= contentType;
    number += data.length;
  }
  return { text, number };
}
