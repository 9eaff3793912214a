import type { ByteImage } from "./byte_image.ts";
import { adjustBrightness, adjustColor, adjustContrast, adjustSharpness } from "./enhance.ts";
import { rotate, shearX, shearY, translateX, translateY } from "./move.ts";
import type { OperationName } from "./policy.ts";
import { autoContrast, equalize, invert, posterize, solarize } from "./tables.ts";

/**
 * Applies one operation with the arithmetic of Pillow, which torchvision calls for images that are
 * not tensors, pixel for pixel.
 *
 * @param magnitude See {@link magnitudeOf}; ignored by operations that have none.
 * @returns New pixels, `[height, width, channels]`.
 */
export function applyOperation(
  image: ByteImage,
  name: OperationName,
  magnitude: number,
): Uint8Array {
  switch (name) {
    case "ShearX":
      return shearX(image, magnitude);
    case "ShearY":
      return shearY(image, magnitude);
    case "TranslateX":
      return translateX(image, magnitude);
    case "TranslateY":
      return translateY(image, magnitude);
    case "Rotate":
      return rotate(image, magnitude);
    case "Brightness":
      return adjustBrightness(image, 1 + magnitude);
    case "Color":
      return adjustColor(image, 1 + magnitude);
    case "Contrast":
      return adjustContrast(image, 1 + magnitude);
    case "Sharpness":
      return adjustSharpness(image, 1 + magnitude);
    case "Posterize":
      return posterize(image, magnitude);
    case "Solarize":
      return solarize(image, magnitude);
    case "AutoContrast":
      return autoContrast(image);
    case "Equalize":
      return equalize(image);
    case "Invert":
      return invert(image);
    default:
      return name satisfies never;
  }
}
