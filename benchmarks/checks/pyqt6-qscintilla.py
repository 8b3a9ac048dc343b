"""PyQt6-QScintilla: an editor for programs, with Qt 6 and Scintilla.

round: 4
native: yes
display: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, sys
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor, QFont
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication
from PyQt6.Qsci import QsciAPIs, QsciLexerPython, QsciPrinter, QsciScintilla
app = QApplication(sys.argv[:1])
assert app.platformName() == "xcb", app.platformName()
editor = QsciScintilla()
lexer = QsciLexerPython(editor); lexer.setColor(QColor("#ff0000"), QsciLexerPython.Keyword); lexer.setFont(QFont("monospace", 14))
apis = QsciAPIs(lexer); apis.add("snowflake(sides)"); apis.prepare()
editor.setLexer(lexer); editor.setUtf8(True); editor.setMarginLineNumbers(0, True); editor.setMarginWidth(0, "0000")
editor.setFolding(QsciScintilla.FoldStyle.BoxedTreeFoldStyle); editor.setAutoIndent(True)
editor.setText("def snow(n):\n    # ёлка\n    return 'six' * n\n\nsnow(3)\n")
editor.resize(500, 300); editor.show()
QTest.qWaitForWindowExposed(editor); editor.SendScintilla(QsciScintilla.SCI_COLOURISE, 0, -1); QTest.qWait(300)
style = lambda at: editor.SendScintilla(QsciScintilla.SCI_GETSTYLEAT, at)
assert style(0) == QsciLexerPython.Keyword and style(5) == QsciLexerPython.FunctionMethodName and style(18) == QsciLexerPython.Comment, [style(i) for i in range(30)]
assert editor.lines() == 6 and editor.contractedFolds() == []
picture = editor.grab().toImage()
colours = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
assert "#ff0000" in colours and len(colours) > 5, colours   # a keyword is drawn
editor.foldAll(); assert editor.contractedFolds() == [0]; editor.clearFolds()
assert editor.findFirst("six", False, True, True, True); editor.replace("five"); assert editor.text(2).strip() == "return 'five' * n"
editor.undo(); assert "'six'" in editor.text()
editor.setCursorPosition(4, 7); editor.setFocus(); QTest.keyClick(editor.viewport(), Qt.Key.Key_Return); QTest.keyClicks(editor.viewport(), "x = 1"); assert editor.text(5).startswith("x = 1"), editor.text()
editor.setSelection(0, 4, 0, 8); assert editor.selectedText() == "snow"
assert QsciPrinter().outputFileName() == ""
sys.stdout.flush(); os._exit(0)   # not what is measured: the order in which Qt goes down
