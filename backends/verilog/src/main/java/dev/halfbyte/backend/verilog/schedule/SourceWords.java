package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.bind.Matrix;
import dev.halfbyte.backend.verilog.bind.Task;
import dev.halfbyte.backend.verilog.bind.Weights;
import dev.halfbyte.rtl.AcceleratorConfig;
import java.util.ArrayList;
import java.util.List;

/// The words of a row that a product multiplies.
///
/// @param groups groups of columns, one behind the other
/// @param cols columns of a group
/// @param groupWords words from group to group
/// @param lanes columns of a word
/// @param words words that are gone through
record SourceWords(int groups, int cols, int groupWords, int lanes, int words) {

  /// A block engine goes through the padding of a row as well, whose weights are zero.
  static SourceWords of(Task.MatMul product, AcceleratorConfig config) {
    Matrix source = product.source();
    int groups = product.sourceGroup().isPresent() ? 1 : source.groups();
    int tight = (groups - 1) * source.groupWords() + Math.ceilDiv(source.cols(), config.lanes());
    int words =
        switch (config.arrayKind()) {
          case MULTIPLY, DECODE, SHIFT -> source.rowBlockWords();
          case ROW -> tight;
        };
    return new SourceWords(groups, source.cols(), source.groupWords(), config.lanes(), words);
  }

  /// Returns which column of the source is in lane `lane` of word `word`; -1 for padding.
  int column(int word, int lane) {
    int group = groups == 1 ? 0 : word / groupWords;
    int within = (word - group * groupWords) * lanes + lane;
    return within < cols ? group * cols + within : -1;
  }

  /// Returns how many columns of the source are in a word.
  int elements(int word) {
    int elements = 0;
    for (int lane = 0; lane < lanes; lane++) {
      elements += column(word, lane) >= 0 ? 1 : 0;
    }
    return elements;
  }

  /// Returns the lanes of a word whose weight in a column is not zero; none behind the row.
  List<Integer> lanes(int word, Weights weights, int col) {
    List<Integer> found = new ArrayList<>();
    for (int lane = 0; word < words && lane < lanes; lane++) {
      int row = column(word, lane);
      if (row >= 0 && weights.at(row, col) != 0) {
        found.add(lane);
      }
    }
    return found;
  }
}
