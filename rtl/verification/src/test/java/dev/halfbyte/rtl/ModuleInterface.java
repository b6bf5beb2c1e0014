package dev.halfbyte.rtl;

import dev.halfbyte.sim.verilator.ToolProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/// Parameters and ports of an elaborated module as Verilator sees them.
///
/// @param parameters values by name, in declaration order
/// @param ports width by "input name" or "output name", in declaration order
record ModuleInterface(
    SequencedMap<String, Integer> parameters, SequencedMap<String, Integer> ports) {

  /// Elaborates a module of rtl/src with some parameters changed.
  static ModuleInterface of(String module, Map<String, Integer> overrides, Path folder)
      throws IOException, ParserConfigurationException, SAXException {
    Path xml = folder.resolve(module + ".xml");
    List<String> arguments = new ArrayList<>(List.of("--xml-only", "-Wno-fatal"));
    arguments.addAll(List.of("--Mdir", folder.toString(), "--xml-output", xml.toString()));
    arguments.addAll(List.of("--top-module", module));
    overrides.forEach((name, value) -> arguments.add("-G" + name + "=" + value));
    arguments.addAll(RtlTools.arguments(RtlSources.of(module)));
    ToolProcess result = RtlTools.run("verilator", "verilator", arguments);
    if (result.exitCode() != 0) {
      throw new AssertionError(result.output());
    }
    return read(
        DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(xml.toFile()));
  }

  private static ModuleInterface read(Document document) {
    SequencedMap<String, Integer> parameters = new LinkedHashMap<>();
    SequencedMap<String, Integer> ports = new LinkedHashMap<>();
    for (Element variable : children(top(document), "var")) {
      if (variable.hasAttribute("dir")) {
        String key = variable.getAttribute("dir") + " " + variable.getAttribute("name");
        ports.put(key, width(document, variable.getAttribute("dtype_id")));
      } else if (variable.getAttribute("param").equals("true")) {
        String value = children(variable, "const").getFirst().getAttribute("name");
        int digits = value.indexOf('h') + 1;
        parameters.put(
            variable.getAttribute("name"), Integer.parseInt(value.substring(digits), 16));
      }
    }
    return new ModuleInterface(parameters, ports);
  }

  private static Element top(Document document) {
    return elements(document.getElementsByTagName("module")).stream()
        .filter(module -> module.getAttribute("topModule").equals("1"))
        .findFirst()
        .orElseThrow();
  }

  private static int width(Document document, String type) {
    Element element =
        elements(document.getElementsByTagName("basicdtype")).stream()
            .filter(candidate -> candidate.getAttribute("id").equals(type))
            .findFirst()
            .orElseThrow();
    String left = element.getAttribute("left");
    return left.isEmpty() ? 1 : Integer.parseInt(left) + 1;
  }

  private static List<Element> children(Element parent, String tag) {
    return elements(parent.getElementsByTagName(tag)).stream()
        .filter(element -> parent.equals(element.getParentNode()))
        .toList();
  }

  private static List<Element> elements(NodeList nodes) {
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }
}
