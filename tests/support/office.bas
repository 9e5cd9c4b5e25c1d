' Works on the documents that tests hand it, one request after the other, until its folder is gone.
' A request: lines of fields between tabs.  Its reply: what was shown, a line each; "done", or why it failed.
Dim files, doc, folder
Dim cells(99), contents(99)
Dim count
Dim reply As String

Sub Main
  files = createUnoService("com.sun.star.ucb.SimpleFileAccess")
  folder = Environ("ROI_OFFICE")
  waited = 0
  Do While FileExists(folder)
    If FileExists(folder & "/request") Then
      Answer()
      waited = 0
    Else
      pause = 20
      If waited > 100 Then pause = 200
      Wait pause
      waited = waited + 1
    End If
  Loop
End Sub

Sub Answer
  On Error Goto Failed
  reply = ""
  text = createUnoService("com.sun.star.io.TextInputStream")
  text.setInputStream(files.openFileRead(ConvertToURL(folder & "/request")))
  text.setEncoding("UTF-8")
  Do While Not text.isEOF()
    row = text.readLine()
    If row <> "" Then Perform(Split(row, Chr(9)))
  Loop
  text.closeInput()
  Finish("done")
  Exit Sub
Failed:
  Finish("failed: " & Error & " in line " & Erl & " at " & row)
End Sub

Sub Finish(ending)
  Kill(folder & "/request")
  out = createUnoService("com.sun.star.io.TextOutputStream")
  out.setOutputStream(files.openFileWrite(ConvertToURL(folder & "/writing")))
  out.setEncoding("UTF-8")
  out.writeString(ending & Chr(10) & reply)
  out.closeOutput()
  Name folder & "/writing" As folder & "/reply"
End Sub

Sub Perform(part)
  Select Case part(0)
    Case "load"
      Dim opening(1) As New com.sun.star.beans.PropertyValue
      opening(0).Name = "Hidden"
      opening(0).Value = True
      opening(1).Name = "AsTemplate" ' no lock beside the file
      opening(1).Value = True
      doc = StarDesktop.loadComponentFromURL(ConvertToURL(part(1)), "_blank", 0, opening())
      If IsNull(doc) Then Error 53
      count = 0
    Case "save"
      Dim how(1) As New com.sun.star.beans.PropertyValue
      how(0).Name = "FilterName"
      how(0).Value = part(2)
      how(1).Name = "FilterOptions"
      how(1).Value = part(3)
      doc.storeToURL(ConvertToURL(part(1)), how())
    Case "type"
      Overtype(part)
    Case "calculate"
      doc.calculate()
    Case "show"
      For k = 1 To UBound(part) Step 2
        reply = reply & doc.Sheets.getByName(part(k)).getCellRangeByName(part(k + 1)).String & Chr(9)
      Next k
      reply = reply & Chr(10)
    Case "restore"
      Restore()
    Case "close"
      doc.close(True)
    Case Else
      Error 5
  End Select
End Sub

Sub Overtype(part)
  sheet = doc.Sheets.getByName(part(1))
  sheet.unprotect("") ' a formula of an array is not put back on a protected one
  doc.enableAutomaticCalculation(False)
  cell = sheet.getCellRangeByName(part(2))
  cells(count) = cell
  contents(count) = cell.getFormula()
  count = count + 1
  Select Case part(3)
    Case "number"
      cell.setValue(Val(part(4)))
    Case "formula"
      cell.setFormula(part(4))
    Case Else
      cell.setString(part(4))
  End Select
End Sub

Sub Restore
  For k = 0 To count - 1
    If Left(contents(k), 1) = "{" Then
      cells(k).setArrayFormula(Mid(contents(k), 2, Len(contents(k)) - 2))
    Else
      cells(k).setFormula(contents(k))
    End If
  Next k
  count = 0
End Sub
