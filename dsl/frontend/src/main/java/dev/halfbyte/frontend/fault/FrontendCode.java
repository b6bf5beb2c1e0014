package dev.halfbyte.frontend.fault;

import dev.halfbyte.source.DiagnosticCode;

/// What can be wrong with a .hb file.
///
/// 10xx text, 11xx names, 12xx dimensions and shapes, 13xx indices, 14xx types and results, 15xx
/// not in this version, 16xx numerics, 17xx hardware.
public enum FrontendCode implements DiagnosticCode {
  SYNTAX("HB1001", "syntax error"),
  CHARACTER("HB1002", "character outside the language"),
  OPEN_COMMENT("HB1003", "comment without an end"),
  NUMBER("HB1004", "malformed or too large number"),
  NESTING("HB1005", "too deeply nested"),
  TOO_LARGE("HB1006", "file too large"),
  TOO_MANY("HB1007", "too many errors"),

  UNKNOWN_NAME("HB1101", "unknown name"),
  DUPLICATE_NAME("HB1102", "name declared twice"),
  UNUSED_NAME("HB1103", "unused name"),
  RECURSION("HB1104", "recursive function"),
  ARGUMENT_COUNT("HB1105", "wrong number of arguments"),
  KIND_OF_NAME("HB1106", "name of another kind"),
  EXPANSION("HB1107", "functions expand to too much"),

  DIMENSION_BOUNDS("HB1201", "bad bounds of a dimension"),
  UNBOUND_DIMENSION("HB1202", "dimension that no argument determines"),
  NOT_AN_EXTENT("HB1203", "not an extent"),
  EXTENT_RANGE("HB1204", "extent out of range"),
  RANK("HB1205", "wrong number of axes"),
  SHAPE("HB1206", "shapes differ"),

  INDEX_WITHOUT_EXTENT("HB1301", "index without an extent"),
  INDEX_CLASH("HB1302", "index with two extents"),
  NOT_AFFINE("HB1303", "subscript that is not affine"),
  OUT_OF_BOUNDS("HB1304", "access not proven inside the tensor"),
  CONDITION("HB1305", "condition without meaning"),
  PADDING("HB1306", "padding without meaning"),
  AXIS("HB1307", "function along an index that its operand does not have"),

  TYPE("HB1401", "element types do not fit"),
  UNKNOWN_TYPE("HB1402", "unknown element type"),
  RESULTS("HB1403", "returned values do not fit the kernel"),

  NO_MEANING_YET("HB1501", "no meaning yet"),

  NUMERICS("HB1601", "bad numerics"),
  HARDWARE("HB1701", "bad hardware");

  private final String code;
  private final String title;

  FrontendCode(String code, String title) {
    this.code = code;
    this.title = title;
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public String title() {
    return title;
  }
}
