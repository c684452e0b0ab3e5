export { floatingOf, type Promoted, promote, sumTypeOf } from "../../sdfg/index.ts";
