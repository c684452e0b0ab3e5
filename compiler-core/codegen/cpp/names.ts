// Names of Python and of generated containers → identifiers of C++.
const reserved = new Set(
  `alignas alignof and and_eq asm auto bitand bitor bool break case catch char class compl const constexpr continue
  decltype default delete do double else enum explicit export extern false float for friend goto if inline int long main
  mutable namespace new noexcept not nullptr operator or private protected public register return short signed sizeof
  static struct switch template this throw true try typedef typeid typename union unsigned using virtual void volatile
  wchar_t while xor std np NULL EOF NAN INFINITY errno stdin stdout stderr assert linux unix i386 BUFSIZ`.split(/\s+/),
);

/** How the macros of the headers begin that a program includes. */
const macro = /^(M|FP|HUGE|U?INT\d*|SIZE|DBL|FLT|LDBL|FE|MATH|O|S|F|PROT|MAP|MS|SEEK|CLOCK|CLOCKS)_/;

/** Python allows names that C++ does not, and the other way round. What begins with `np_` is ours. */
export function cppName(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9_]/g, (c) => `_u${(c.codePointAt(0) ?? 0).toString(16)}_`);
  return reserved.has(plain) || macro.test(plain) || /^(_|np_)/.test(plain) || plain.includes("__")
    ? `v_${plain.replace(/_+/g, "_").replace(/^_/, "")}`
    : plain;
}
