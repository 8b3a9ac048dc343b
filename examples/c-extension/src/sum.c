/* snowdepth._sum: how much snow has fallen. */
#include <Python.h>

static const long PER_STEP = 1;

static PyObject *total(PyObject *module, PyObject *depths)
{
    PyObject *items = PySequence_Fast(depths, "depths must be a sequence");
    if (items == NULL)
        return NULL;
    long sum = 0;
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(items); i++)
        sum += PyLong_AsLong(PySequence_Fast_GET_ITEM(items, i)) * PER_STEP;
    Py_DECREF(items);
    return PyErr_Occurred() ? NULL : PyLong_FromLong(sum);
}

static PyMethodDef methods[] = {
    {"total", total, METH_O, "total(depths): their sum."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_sum", "Sums.", -1, methods, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__sum(void)
{
    return PyModule_Create(&definition);
}
