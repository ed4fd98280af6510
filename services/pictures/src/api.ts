import { type Awaitable, type Call, implement, type Service } from "@flotilla/chassis";
import { PicturesService } from "@flotilla/contract/flotilla/pictures/v1/pictures";
import type { Gallery } from "./domain/gallery.ts";
import type { Image, Picture } from "./domain/picture.ts";
import type { Thumbnails } from "./domain/thumbnails.ts";

const maxAgeSeconds = 24 * 60 * 60;
const staleSeconds = 7 * maxAgeSeconds;

/** What the rpcs work with. */
export interface PicturesPorts {
  readonly gallery: Gallery;
  readonly thumbnails: Thumbnails;
  /** Name of the picture that GetHomerSimpson shows. */
  readonly homerSimpson: string;
}

/** PicturesService over the gallery. Pictures may be kept by caches for a day; a random one by none. */
export function createPicturesApi({ gallery, thumbnails, homerSimpson }: PicturesPorts): Service {
  const size = (picture: Picture, width: number, call: Call) =>
    thumbnails.find(picture, width) ?? thumbnails.make(picture, width, call.signal);
  const show = (name: string, width: number, call: Call) =>
    whenReady(size(gallery.find(name), width, call), (image) => {
      call.setHeader("etag", `"${image.digest}"`);
      call.setHeader("cache-control", toCacheControl(call));
      return toBody(image);
    });
  return implement(PicturesService, {
    listPictures: () => ({ pictures: gallery.list().map(fromPicture) }),
    getRandomPicture({ width }, call) {
      const picture = gallery.pick();
      call.setHeader("cache-control", "no-store");
      call.setHeader("content-location", width === 0 ? toPath(picture) : `${toPath(picture)}?width=${width}`);
      return whenReady(size(picture, width, call), toBody);
    },
    getPicture: ({ name, width }, call) => show(name, width, call),
    getHomerSimpson: ({ width }, call) => show(homerSimpson, width, call),
  });
}

/** A picture that is at hand needs no promise. */
function whenReady<T>(image: Awaitable<Image>, use: (image: Image) => T): Awaitable<T> {
  return image instanceof Promise ? image.then(use) : use(image);
}

/** What only those who hold a key may see is for no cache that others share. */
function toCacheControl({ identity }: Call): string {
  const scope = identity === undefined ? "public" : "private";
  return `${scope}, max-age=${maxAgeSeconds}, stale-while-revalidate=${staleSeconds}`;
}

function toBody({ png }: Image) {
  return { contentType: "image/png", data: png };
}

function fromPicture(picture: Picture) {
  const { name, description, width, height, png } = picture;
  return { name, description, width, height, bytes: png.length, path: toPath(picture) };
}

function toPath({ name }: Picture): string {
  return `/v1/pictures/${name}`;
}
