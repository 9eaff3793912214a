import { FLOAT, type Layout } from "../recurrence/section.ts";
import type { Host } from "../wasm/host.ts";
import { fillPlane, type Image, imageStart, isImage, type Plane, planeFloats } from "./plane.ts";

/** The planes of a group of images, one after the other. */
export interface Planes {
  /** Clears what no image will be written to. */
  begin(memory: number): void;
  /** Writes the image of one slot; returns the address of its plane. */
  write(memory: number, image: number, slot: number): number;
  /** Address of the first slot's plane, whose image is `first`. */
  start(memory: number, first: number): number;
}

/** Planes of which only one is needed at a time have the room of one. */
export interface PlanesOptions {
  readonly plane: Plane;
  readonly slots: number;
  readonly kept: boolean;
}

/** Planes whose images `write` makes at an address of their first element. */
export function writtenPlanes(
  { kernels }: Host,
  layout: Layout,
  { plane, slots, kept }: PlanesOptions,
  write: (image: number, address: number) => void,
): Planes {
  const size = planeFloats(plane);
  const room = kept ? slots * size : size;
  const offset = layout.reserve(room);
  return {
    begin: (memory) => kernels.clear(memory + offset, room),
    write(memory, image, slot) {
      const address = memory + offset + (kept ? FLOAT * slot * size : 0);
      write(image, address + FLOAT * imageStart(plane));
      return address;
    },
    start: (memory) => memory + offset,
  };
}

/** Planes of the images of a tensor, which are copied unless they are planes already. */
export function tensorPlanes(
  host: Host,
  layout: Layout,
  options: PlanesOptions,
  { image, address }: { readonly image: Image; readonly address: () => number },
): Planes {
  const imageBytes = FLOAT * image.height * image.width * image.pixel;
  if (isImage(options.plane, image)) {
    return {
      begin() {},
      write: (_, index) => address() + imageBytes * index,
      start: (_, first) => address() + imageBytes * first,
    };
  }
  return writtenPlanes(
    host,
    layout,
    options,
    (index, to) =>
      fillPlane(host, options.plane, image, { from: address() + imageBytes * index, to }),
  );
}
