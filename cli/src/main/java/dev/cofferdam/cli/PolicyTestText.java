package dev.cofferdam.cli;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Results of cases as a person reads them, as a program does, and as a CI system does. */
final class PolicyTestText {
  private PolicyTestText() {}

  /** One line for each case that is decided otherwise, and one for all. */
  static List<String> lines(List<PolicyTestCommand.Suite> suites) {
    List<String> lines = new ArrayList<>();
    int count = 0;
    for (PolicyTestCommand.Suite suite : suites) {
      for (CaseResult result : suite.results()) {
        count++;
        if (!result.passes()) {
          lines.add(
              StatusText.printable(
                  "%s:%d: %s: %s"
                      .formatted(
                          suite.file(), result.of().line(), result.title(), result.difference())));
        }
      }
    }
    lines.add("cases: %d, not as expected: %d".formatted(count, lines.size()));
    return lines;
  }

  static String json(List<PolicyTestCommand.Suite> suites) {
    List<DockerCommandLineJson> cases = new ArrayList<>();
    for (PolicyTestCommand.Suite suite : suites) {
      for (CaseResult result : suite.results()) {
        cases.add(
            new DockerCommandLineJson()
                .put("file", suite.file().toString())
                .put("line", result.of().line())
                .put("case", result.title())
                .put("as_expected", result.passes())
                .put("expected", result.of().expected().decision().id())
                .put("got", result.decision().id())
                .put("rules", result.rules())
                .put("reason", result.reason()));
      }
    }
    boolean all = suites.stream().allMatch(PolicyTestText::passes);
    return new DockerCommandLineJson().put("as_expected", all).put("cases", cases).text();
  }

  private static boolean passes(PolicyTestCommand.Suite suite) {
    return suite.results().stream().allMatch(CaseResult::passes);
  }

  /** The elements that the JUnit reports of Maven's surefire have, which CI systems read. */
  static String junit(List<PolicyTestCommand.Suite> suites) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
      xml.writeStartDocument();
      xml.writeStartElement("testsuites");
      for (PolicyTestCommand.Suite suite : suites) {
        write(suite, xml);
      }
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("a text that is written in memory", e);
    }
    return text.toString();
  }

  private static void write(PolicyTestCommand.Suite suite, XMLStreamWriter xml)
      throws XMLStreamException {
    long failures = suite.results().stream().filter(result -> !result.passes()).count();
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", suite.file().toString());
    xml.writeAttribute("tests", Integer.toString(suite.results().size()));
    xml.writeAttribute("failures", Long.toString(failures));
    for (CaseResult result : suite.results()) {
      xml.writeStartElement("testcase");
      xml.writeAttribute("classname", suite.file().toString());
      xml.writeAttribute("name", StatusText.printable(result.title()));
      xml.writeAttribute("line", Integer.toString(result.of().line()));
      if (!result.passes()) {
        xml.writeEmptyElement("failure");
        xml.writeAttribute("message", StatusText.printable(result.difference()));
      }
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }
}
